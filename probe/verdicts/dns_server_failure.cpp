// dns-server-failure: a name server answers, but only that it cannot (SERVFAIL) or will not
// (REFUSED) resolve the name (RFC 1035 section 4.1.1).
#include <fmt/format.h>

#include "probe/verdicts/dns_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> rule(const Case& facts) {
  const auto found = culprits<ResolveDetail>(facts, [](const auto& detail, const auto&) {
    return detail.error != "EAI_NONAME" && detail.error != "EAI_NODATA" && server_refused(detail);
  });
  if (found.empty()) return std::nullopt;
  const ResolveDetail& detail = *found.front().detail;
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format("The name {} cannot be resolved: {} was asked and answers {}.",
                              detail.name, servers_text(detail), refusal_text(detail));
  if (asked_engine_resolver(detail)) {
    verdict.separate_by =
        "Run the probe with `--dns` and the address of the site's own name server: if that "
        "resolves, the container engine's resolver or the server behind it is at fault; if not, "
        "the site's server is.";
  }
  return verdict;
}

}  // namespace

constinit const VerdictRow kDnsServerFailure{
    .code = "dns-server-failure",
    .severity = Severity::error,
    .stage = "resolve",
    .title = "A name server answers, but with a failure",
    .fix = "The server is reachable but cannot resolve outside names: its own forwarder or its way "
           "to the internet is broken, or it refuses clients of this network. Have its "
           "administrator check that, or name a working server: in /etc/docker/daemon.json "
           "{\"dns\": [\"SERVER\"]} and `systemctl restart docker`.",
    .guide = "Edge Agent module reports 'empty config file' and no modules start on the device",
    .rule = rule};

}  // namespace edge::probe
