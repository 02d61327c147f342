#include "probe/verdicts/dns_redirection.hpp"

#include <fmt/format.h>

#include "probe/verdicts/dns_facts.hpp"
#include "probe/verdicts/path_facts.hpp"

namespace edge::probe {
namespace {

constexpr const char* kFix =
    "This answer is of the server to which {0} redirects port 53, whichever server is asked: "
    "another one does not help. Have whoever runs {0} let it resolve {{hubs}}, or take this device "
    "out of the redirection (`nft list table ip nat`, DNS interception or \"DNS hijacking\").";

struct DnsRedirection {
  Trace dns, machine;
  const Hop* router = nullptr;  // where port 53 ends, and the other port meets a router still
};

/// Port 53 of a server is answered nearer than another port of it: not there.
DnsRedirection redirection_of(const Case& facts, const IpAddress& server) {
  const Trace dns = trace_of(facts, PathDetail::name_server, server);
  const Trace machine = trace_of(facts, PathDetail::name_server_machine, server);
  const Hop* end = dns && machine ? terminal(*dns.detail) : nullptr;
  const Hop* router = end ? hop_at(*machine.detail, end->ttl) : nullptr;
  const bool taken = end && (end->answer == Answer::accepted || end->answer == Answer::reset);
  return {dns, machine, taken && router && time_exceeded(*router) ? router : nullptr};
}

}  // namespace

void name_dns_redirection(Verdict& verdict, const Case& facts) {
  for (const DnsExchange* one : exchanges(facts)) {
    const auto [dns, machine, router] = redirection_of(facts, one->server.address);
    if (!router) continue;
    verdict.cause += fmt::format(
        " It is not that server that answers: port {} of {} ends at {}, where its port {} passes a "
        "router.", one->server.port, one->server.address.to_string(), name_of_hop(*router),
        machine.detail->target.port);
    verdict.fix = fmt::format(kFix, name_of_hop(*router));
    cite(verdict, dns.evidence);
    return cite(verdict, machine.evidence);
  }
}

}  // namespace edge::probe
