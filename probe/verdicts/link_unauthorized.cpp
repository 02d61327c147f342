// link-unauthorized: the token was accepted, the telemetry link is refused as unauthorized.
#include <fmt/format.h>

#include "probe/verdicts/link_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> rule(const Case& facts) {
  const auto found = culprits<LinkDetail>(
      facts, [](const LinkDetail& detail, const Evidence&) { return link_unauthorized(detail); });
  if (found.empty()) return std::nullopt;
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format("The hub accepts the token but refuses the telemetry link: {}.",
                              refusal_text(*found.front().detail));
  return verdict;
}

}  // namespace

constinit const VerdictRow kLinkUnauthorized{
    .code = "link-unauthorized",
    .severity = Severity::error,
    .stage = "link",
    .title = "The token is accepted, the link is refused as unauthorized (401002)",
    .fix = "The identity may log on but not act: check in the Azure portal that the device is "
           "enabled, is an IoT Edge device, that the token's policy has DeviceConnect, and that "
           "the hub's network rules (IP filter, public access) allow this network. A token made "
           "for a module serves that module only.",
    .guide = "",
    .rule = rule};

}  // namespace edge::probe
