#include "probe/verdicts/dns_facts.hpp"

#include <algorithm>

#include "probe/verdicts/words.hpp"

namespace edge::probe {
namespace {

/// What a resolver notes when no RCODE came: nobody, or the operating system's refusal.
bool is_rcode(std::string_view result) {
  return result != "silence" && !result.empty() && !result.starts_with("E");
}

bool is_engine_resolver(const Endpoint& server) {
  return server.address.to_string() == "127.0.0.11";
}

constexpr Duration kEngineWaits = std::chrono::seconds{2};  // half of what it really waits

}  // namespace

bool got_result(const ResolveDetail& detail, std::string_view result) {
  return std::any_of(detail.exchanges.begin(), detail.exchanges.end(),
                     [result](const DnsExchange& one) { return one.result == result; });
}

bool server_refused(const ResolveDetail& detail) { return !refusal_text(detail).empty(); }

std::string refusal_text(const ResolveDetail& detail) {
  for (const DnsExchange& one : detail.exchanges) {
    const bool answer = one.result == "NOERROR" || one.result == "NXDOMAIN";
    if (is_rcode(one.result) && !answer && !engine_gave_up(one)) return one.result;
  }
  return {};
}

bool engine_gave_up(const DnsExchange& exchange) {
  return is_engine_resolver(exchange.server) && exchange.result == "SERVFAIL" &&
         exchange.end - exchange.begin >= kEngineWaits;
}

std::string servers_text(const ResolveDetail& detail) {
  std::vector<std::string> names;
  for (const DnsExchange& one : detail.exchanges) {
    std::string name = one.server.address.to_string();
    if (is_engine_resolver(one.server)) name += " (the container engine's own resolver)";
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names.empty() ? "any configured name server" : list_text(names);
}

bool asked_engine_resolver(const ResolveDetail& detail) {
  return std::any_of(detail.exchanges.begin(), detail.exchanges.end(),
                     [](const DnsExchange& one) { return is_engine_resolver(one.server); });
}

}  // namespace edge::probe
