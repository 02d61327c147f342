// Words for what connect_facts.hpp tells of.
#pragma once

#include <string>
#include <vector>

#include "probe/verdicts/connect_facts.hpp"

namespace edge::probe {

/// "203.0.113.10 on ports 5671 and 443", "the proxy 10.0.0.5 on port 3128", "the name server
/// 192.168.1.1".
std::string peers_text(const std::vector<ConnectFailure>& failures);
/// "passes"; or, where that way's own attempt failed above TCP, "lets TCP connect".
std::string_view passing_text(const Case& facts, std::string_view transport);
/// "port 443 passes", "the proxy can be reached" or what else the other way does.
std::string other_way_text(const Case& facts, const PortBlock& block);

}  // namespace edge::probe
