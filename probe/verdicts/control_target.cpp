#include "probe/verdicts/control_target.hpp"

#include <fmt/format.h>

namespace edge::probe {
namespace {

constexpr const char* kThisDestinationFix =
    "The way out is open, as {0} answers, so it is this destination that is missing in the rules "
    "of the firewall at or behind the named hop. Allow outgoing TCP {{own.port}} and {{web.port}} "
    "from this device to {{hubs}} (service tag AzureIoTHub; the addresses change, so allow by name "
    "or tag; a list by address lacks {1}).";

constexpr const char* kNothingPassesFix =
    "Nothing passes the named hop, whatever the destination. See first whether the line behind it "
    "is up and paid for, and has volume left (of a SIM card: the provider's portal). If it is, its "
    "firewall lets nothing out: allow outgoing TCP {own.port} and {web.port} from this device to "
    "{hubs} (service tag AzureIoTHub; the addresses change, so allow by name or tag).";

}  // namespace

bool control_passes(const Case& facts, const Hop& last) {
  const Trace control = trace_of(facts, PathDetail::control);
  const Hop* end = control ? terminal(*control.detail) : nullptr;
  return end && end->ttl > last.ttl;
}

void say_control(Verdict& verdict, const Case& facts, const Hop& last, const IpAddress& hub) {
  const Trace control = trace_of(facts, PathDetail::control);
  if (!control) return;
  const std::string target = to_string(control.detail->target);
  const Hop* router = last_router(*control.detail);
  const bool ends_there = !terminal(*control.detail) && router && router->ttl == last.ttl;
  if (control_passes(facts, last)) {
    verdict.cause += fmt::format(" The control target {} answers: this destination is dropped, "
                                 "and not all of them.", target);
    verdict.fix = fmt::format(kThisDestinationFix, target, hub.to_string());
  } else if (ends_there) {
    verdict.cause += fmt::format(" Packets for the control target {} end at the same place: it is "
                                 "not the hub alone.", target);
    verdict.fix = kNothingPassesFix;
  }
}

}  // namespace edge::probe
