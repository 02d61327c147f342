#include "probe/evidence/name_servers.hpp"

#include <algorithm>

namespace edge::probe {
namespace {

constexpr Duration kEngineWaits = std::chrono::seconds{2};  // half of what it really waits

bool is_answer(const DnsExchange& exchange) {
  const std::string_view result = exchange.result;
  if (is_engine_resolver(exchange.server) && result == "SERVFAIL") return false;
  return is_rcode(result) || result == "truncated" || result == "abandoned";
}

}  // namespace

bool is_engine_resolver(const Endpoint& server) {
  return server.address == boost::asio::ip::make_address("127.0.0.11");
}

bool engine_gave_up(const DnsExchange& exchange) {
  return is_engine_resolver(exchange.server) && exchange.result == "SERVFAIL" &&
         exchange.end - exchange.begin >= kEngineWaits;
}

bool asks_for_the_name(const DnsExchange& exchange, const ResolveDetail& detail) {
  const std::string_view name = detail.name;
  return exchange.name == (name.ends_with('.') ? name.substr(0, name.size() - 1) : name);
}

std::vector<Endpoint> without_answer(const ResolveDetail& detail) {
  std::vector<Endpoint> silent;
  for (const DnsExchange& one : detail.exchanges) {
    const bool answered = std::ranges::any_of(detail.exchanges, [&](const DnsExchange& other) {
      return other.server == one.server && is_answer(other);
    });
    if (!answered && std::ranges::find(silent, one.server) == silent.end()) {
      silent.push_back(one.server);
    }
  }
  return silent;
}

std::vector<Endpoint> unheard(const ResolveDetail& detail,
                              const std::vector<Endpoint>& configured) {
  std::vector<Endpoint> servers = configured;
  for (const DnsExchange& one : detail.exchanges) {
    if (is_rcode(one.result)) std::erase(servers, one.server);
  }
  return servers;
}

}  // namespace edge::probe
