// Steps through packet filters, in words.
#pragma once

#include <string>
#include <vector>

#include "probe/host/filter_trace.hpp"
#include "probe/host/host_report.hpp"

namespace edge::probe {

/// "forward", "prerouting", ...
const char* hook_word(std::uint32_t hook);
/// "ip filter FORWARD", or "ip filter FORWARD > DOCKER-USER".
std::string chain_place(const FilterStep& step);
/// The same with the rule's number and, where it has one, its handle.
std::string rule_place(const FilterStep& step);
/// The rule in words, or "policy drop".
std::string effect_rule_text(const FilterStep& step);

std::vector<FilterStepFact> filter_facts(const FilteredPacket& filtered);
/// Rules of which it cannot be said whether they stop the packet.
std::vector<HostNotChecked> unread_rules(const FilteredPacket& filtered);

}  // namespace edge::probe
