// Two TCP stacks, "client" and "server", joined by a wire that does what the test says and writes
// down every segment.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "simulator/network/ip_layer.hpp"
#include "simulator/network/tcp_stack.hpp"

namespace edge::test {

using namespace std::chrono_literals;

inline Endpoint client_address() { return *parse_endpoint("192.0.2.1:0"); }
inline Endpoint server_address() { return *parse_endpoint("192.0.2.2:5671"); }

/// A segment as the wire sees it.
struct Sent {
  std::string from;  // "client" or "server"
  int number = 0;    // 1, 2, ... of this sender
  const TcpSegment& segment;

  bool has_data() const { return !segment.data.empty(); }
};

class ScriptedWire {
 public:
  explicit ScriptedWire(std::uint64_t seed = 1);
  ~ScriptedWire();

  Duration delay = 10ms;  // one way
  int mtu = 1500;         // of both interfaces
  std::function<bool(const Sent&)> lost = [](const Sent&) { return false; };

  EventLoop loop;
  SynSchedule syn_schedule;
  TcpStack& client() { return client_.stack; }
  TcpStack& server() { return server_.stack; }

  /// Runs `body` to its end. Fails when nothing can happen any more before that.
  void run(Awaitable<void> body);
  /// Runs what is left until `when`.
  void run_until(Instant when);
  void spawn(Awaitable<void> body);

  /// An ICMP error about the last segment that came from `to`.
  void send_icmp(const std::string& to, std::uint8_t type, std::uint8_t code,
                 const std::string& sender, int next_hop_mtu = 0);
  /// A segment nobody here has sent, from the server to the client's last connection.
  void inject(const TcpSegment& segment) { deliver(client_, segment); }

  /// "10 server SYN ACK", "30 client 5@1": milliseconds, sender, flags, bytes@position. A lost
  /// segment ends with " lost". ACKs without data are written only if `trace_acks`.
  std::vector<std::string> trace;
  bool trace_acks = false;

  double elapsed_ms() const;

 private:
  struct Side final : IpLayer {
    Side(ScriptedWire& its_wire, std::string its_name, IpAddress its_address, std::uint64_t seed);
    LocalRoute route(const IpAddress& destination,
                     const std::optional<IpAddress>& source) const override;
    bool owns(const IpAddress& other) const override { return other == address; }
    ErrorCode send(Packet packet) override;

    ScriptedWire& wire;
    std::string name;
    IpAddress address;
    int sent = 0;
    std::uint32_t initial_sequence = 0;
    QuotedPacket last;
    TcpStack stack;
  };

  void deliver(Side& to, const TcpSegment& segment);
  void write_down(const Side& from, const TcpSegment& segment, bool was_lost);

  Side client_, server_;
};

/// For ScriptedWire::lost: only the first segment that fits is lost.
inline std::function<bool(const Sent&)> first_that(std::function<bool(const Sent&)> fits) {
  return [fits = std::move(fits), done = false](const Sent& sent) mutable {
    const bool is_lost = !done && fits(sent);
    done = done || is_lost;
    return is_lost;
  };
}

/// A connection through `wire`: dials and accepts, for tests about what comes after.
struct Connected {
  std::unique_ptr<Stream> client, server;
};
Awaitable<void> connect(ScriptedWire& wire, Listener& listener, Connected& out,
                        DialOptions options = {});

/// Reads until the end of the stream, or until `count` bytes.
Awaitable<Result<Bytes>> read_all(Stream& stream, std::size_t count = SIZE_MAX);

/// `size` bytes that differ from place to place.
Bytes pattern(std::size_t size);

}  // namespace edge::test
