// dns-truncated: a name server's answer does not fit into UDP (RFC 1035 section 4.2.1), and TCP,
// which a resolver then goes on with (RFC 7766 section 5), does not pass.
#include <fmt/format.h>

#include <algorithm>

#include "probe/verdicts/dns_facts.hpp"
#include "probe/verdicts/path_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

/// The query after a truncated answer, to the same server for the same.
const DnsExchange* over_tcp(const ResolveDetail& detail) {
  const auto& all = detail.exchanges;
  for (auto cut = all.begin(); cut != all.end(); ++cut) {
    if (cut->result != "truncated") continue;
    const auto again = std::find_if(cut + 1, all.end(), [&](const DnsExchange& one) {
      return one.server == cut->server && one.type == cut->type && one.name == cut->name;
    });
    if (again != all.end()) return &*again;
  }
  return nullptr;
}

constexpr const char* kHangsFix =
    "TCP port 53 is open, so no firewall closes it: have the name server's administrator see why "
    "it answers nothing there (its limit of TCP clients, a load balancer or proxy in front of it). "
    "Or give the agent another server: {engine.dns}.";

/// Its TCP port takes connections, by a trace or since it has ended one.
bool takes_connections(const Case& facts, const DnsExchange& again) {
  const Trace trace = trace_of(facts, PathDetail::name_server, again.server.address);
  const bool ended = again.result == "ECONNRESET" || again.result == "EOF";
  return ended || (trace && trace.detail->reached);
}

std::string how_text(const DnsExchange& again, bool silent, bool open) {
  if (open) {
    return silent ? "takes the connection and does not answer"
                  : "takes the connection and ends it without an answer";
  }
  if (silent) return "does not answer";
  return again.result == "ECONNREFUSED" ? "refuses the connection (ECONNREFUSED)"
                                        : fmt::format("cannot be reached ({})", again.result);
}

std::optional<Verdict> dns_truncated_rule(const Case& facts) {
  const auto found =
      failed_look_ups(facts, [](const auto& detail, const Evidence& evidence) {
        return ends_at_truncation(detail, evidence) && over_tcp(detail) != nullptr;
      });
  if (found.empty()) return std::nullopt;
  const auto& detail = *found.front().detail;
  const DnsExchange& again = *over_tcp(detail);
  const bool silent = again.result == "silence" || again.result == "abandoned";
  const bool open = takes_connections(facts, again);
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format(
      "The name {} cannot be resolved: {} answers by UDP, but cuts the answer short because it is "
      "too long for that, and on TCP port {}, where the rest is to be had, it {}.",
      detail.name, servers_text(detail, "truncated"), again.server.port,
      how_text(again, silent, open));
  if (open) verdict.fix = kHangsFix;
  verdict.confidence = silent ? Confidence::likely : Confidence::certain;
  return verdict;
}

}  // namespace

constinit const VerdictRow kDnsTruncated{
    .code = "dns-truncated",
    .severity = Severity::error,
    .stage = "resolve",
    .title = "Answers of the name server are cut short, and TCP port 53 is closed",
    .fix = "Open TCP port 53 to the name server, not only UDP: a firewall on the way or the "
           "server's own settings close it. As a way round, have a name server nearby that does "
           "TCP ask it ({engine.dns}).",
    .guide = "Edge Agent module reports 'empty config file' and no modules start on the device",
    .rule = dns_truncated_rule};

}  // namespace edge::probe
