#include "tests/simulator/network/scripted_wire.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/asio/error.hpp>

#include "common/world/spawn.hpp"

namespace edge::test {

namespace {

std::string flags_of(const TcpSegment& segment) {
  std::string flags;
  if (segment.syn) flags += " SYN";
  if (segment.rst) flags += " RST";
  if (segment.ack && (segment.syn || (segment.data.empty() && !segment.fin && !segment.rst))) {
    flags += " ACK";
  }
  return flags;
}

}  // namespace

ScriptedWire::Side::Side(ScriptedWire& its_wire, std::string its_name, IpAddress its_address,
                         std::uint64_t seed)
    : wire(its_wire), name(std::move(its_name)), address(std::move(its_address)),
      stack(its_wire.loop, *this, seed) {}

LocalRoute ScriptedWire::Side::route(const IpAddress&, const std::optional<IpAddress>&) const {
  return {{}, address, wire.mtu};
}

ErrorCode ScriptedWire::Side::send(Packet packet) {
  const auto& segment = std::get<TcpSegment>(packet.payload);
  if (segment.syn) initial_sequence = segment.sequence;
  last = quote(packet);
  const bool was_lost = wire.lost(Sent{name, ++sent, segment});
  wire.write_down(*this, segment, was_lost);
  if (was_lost) return {};
  Side& other = this == &wire.client_ ? wire.server_ : wire.client_;
  wire.loop.in(wire.delay, [&other, packet = std::move(packet)] {
    other.stack.receive(packet, std::get<TcpSegment>(packet.payload));
  });
  return {};
}

ScriptedWire::ScriptedWire(std::uint64_t seed)
    : client_(*this, "client", client_address().address, seed),
      server_(*this, "server", server_address().address, seed + 1) {}

ScriptedWire::~ScriptedWire() { loop.abandon(); }

void ScriptedWire::write_down(const Side& from, const TcpSegment& segment, bool was_lost) {
  const bool bare_ack = segment.ack && !segment.syn && !segment.fin && !segment.rst &&
                        segment.data.empty();
  if (bare_ack && !trace_acks) return;
  std::string line = fmt::format("{:g} {}{}", elapsed_ms(), from.name, flags_of(segment));
  if (!segment.data.empty()) {
    line += fmt::format(" {}@{}", segment.data.size(), segment.sequence - from.initial_sequence);
  }
  if (segment.fin) line += " FIN";
  trace.push_back(line + (was_lost ? " lost" : ""));
}

double ScriptedWire::elapsed_ms() const {
  return std::chrono::duration<double, std::milli>(loop.now().time_since_epoch()).count();
}

void ScriptedWire::spawn(Awaitable<void> body) {
  edge::spawn(loop.context().get_executor(), std::move(body));
}

void ScriptedWire::run(Awaitable<void> body) {
  bool done = false;
  edge::spawn(loop.context().get_executor(), std::move(body), [&](std::exception_ptr thrown) {
    done = true;
    if (thrown) std::rethrow_exception(thrown);
  });
  ASSERT_TRUE(loop.run_until([&] { return done; })) << "nothing can happen any more";
}

void ScriptedWire::run_until(Instant when) {
  bool reached = false;
  loop.at(when, [&] { reached = true; });
  loop.run_until([&] { return reached; });
}

void ScriptedWire::send_icmp(const std::string& to, std::uint8_t type, std::uint8_t code,
                             const std::string& sender, int next_hop_mtu) {
  Side& side = to == "client" ? client_ : server_;
  const IcmpMessage message{type, code, next_hop_mtu, side.last};
  Packet packet;
  packet.source = boost::asio::ip::make_address(sender);
  packet.destination = side.address;
  packet.payload = message;
  side.stack.receive_icmp(packet, message);
}

void ScriptedWire::deliver(Side& to, const TcpSegment& segment) {
  Packet packet;
  packet.source = (&to == &client_ ? server_ : client_).address;
  packet.destination = to.address;
  packet.payload = segment;
  to.stack.receive(packet, segment);
}

Awaitable<void> connect(ScriptedWire& wire, Listener& listener, Connected& out,
                        DialOptions options) {
  DialResult dialled =
      co_await wire.client().dial(server_address(), std::move(options), wire.syn_schedule);
  EXPECT_FALSE(dialled.error) << dialled.error.message();
  out.client = std::move(dialled.stream);
  Result<Accepted> accepted = co_await listener.accept();
  if (accepted.has_value()) out.server = std::move(accepted->stream);
}

Awaitable<Result<Bytes>> read_all(Stream& stream, std::size_t count) {
  Bytes all;
  Bytes buffer(16 * 1024);
  while (all.size() < count) {
    const Result<std::size_t> read = co_await stream.read_some(buffer);
    if (read.has_error() && read.error() == boost::asio::error::eof) break;
    if (read.has_error()) co_return read.error();
    all.insert(all.end(), buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(*read));
  }
  co_return std::move(all);
}

Bytes pattern(std::size_t size) {
  Bytes bytes(size);
  std::uint32_t state = 1;
  for (auto& byte : bytes) {
    state = state * 1664525 + 1013904223;
    byte = static_cast<std::uint8_t>(state >> 24);
  }
  return bytes;
}

}  // namespace edge::test
