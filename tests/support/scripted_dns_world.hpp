// A World for tests of name resolution: name servers are functions from a query to replies at given
// delays, time jumps. Not a network: see simulator/network for that.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <functional>
#include <map>

#include "common/base/check.hpp"
#include "common/dns/message.hpp"
#include "common/world/world.hpp"
#include "simulator/network/event_loop.hpp"
#include "tests/support/run.hpp"

namespace edge::test {

/// A query as a scripted server sees it.
struct Asked {
  DnsMessage message;
  bool tcp = false;
  int number = 0;  // 0, 1, ... of the queries to this server
};

struct Reply {
  Duration after{};
  Bytes data;
  ErrorCode error;  // instead of data: what the socket reports
  std::optional<Endpoint> from;  // of a datagram; absent: the server that was asked
};

using Server = std::function<std::vector<Reply>(const Asked&)>;

/// An inbox that a coroutine waits at; entries arrive at their virtual time.
template <class T>
class Inbox {
 public:
  explicit Inbox(EventLoop& loop)
      : timer_(loop.context(), boost::asio::steady_timer::time_point::max()) {}
  void put(T entry) {
    entries_.push_back(std::move(entry));
    timer_.cancel();
  }
  Awaitable<T> take() {
    while (entries_.empty()) {
      co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
    T entry = std::move(entries_.front());
    entries_.pop_front();
    co_return entry;
  }

 private:
  boost::asio::steady_timer timer_;  // never expires: cancelled when something arrives
  std::deque<T> entries_;
};

class ScriptedDnsWorld : public World {
 public:
  std::map<Endpoint, Server> servers;      // any other one is silent
  std::map<IpAddress, IpAddress> sources;  // destination -> local address; others: no route
  bool routes_everywhere = true;

  Instant now() const override { return loop_.now(); }
  WallTime wall() const override { return {}; }
  Awaitable<void> sleep_until(Instant when) override;
  Awaitable<DialResult> dial(Endpoint peer, DialOptions options) override;
  Result<std::unique_ptr<DatagramSocket>> datagram(const DatagramOptions& options) override;
  Result<std::unique_ptr<Listener>> listen(const Endpoint&) override {
    return make_error_code(boost::system::errc::operation_not_supported);
  }
  void random(MutableByteView out) override {
    for (auto& byte : out) byte = ++random_;
  }
  HostFacts host_facts() override { return {}; }
  ResolverConfig resolver_config(CLibrary) override { return {}; }

  /// Runs `operation` to its end. Throws if it never ends.
  template <class T>
  T run(Awaitable<T> operation) {
    return test::run(loop_, std::move(operation));
  }

  EventLoop& loop() { return loop_; }
  bool has_route(const IpAddress& to) const { return routes_everywhere || sources.contains(to); }
  /// What `server` replies to a message; counts its queries.
  std::vector<Reply> ask(const Endpoint& server, ByteView data, bool tcp);

 private:
  EventLoop loop_;
  std::map<Endpoint, int> asked_;
  std::uint8_t random_ = 0;
};

// Scripts.
inline Reply answer(const Asked& asked, const std::vector<std::string>& addresses,
                    Duration after = std::chrono::milliseconds{20}) {
  std::vector<IpAddress> parsed;
  for (const auto& text : addresses) parsed.push_back(boost::asio::ip::make_address(text));
  return {after, *encode_answer(asked.message, Rcode::no_error, parsed, 65535), {}, {}};
}
inline Reply refuse(const Asked& asked, Rcode rcode) {
  return {std::chrono::milliseconds{20}, *encode_answer(asked.message, rcode, {}, 65535), {}, {}};
}
inline Server silent() {
  return [](const Asked&) { return std::vector<Reply>{}; };
}
inline Server always(Rcode rcode) {
  return [rcode](const Asked& asked) { return std::vector{refuse(asked, rcode)}; };
}
inline Server serves(std::vector<std::string> addresses) {
  return [addresses = std::move(addresses)](const Asked& asked) {
    return std::vector{answer(asked, addresses)};
  };
}
inline Server port_closed() {
  return [](const Asked&) {
    return std::vector{Reply{std::chrono::milliseconds{20},
                             {},
                             make_error_code(boost::system::errc::connection_refused), {}}};
  };
}

}  // namespace edge::test
