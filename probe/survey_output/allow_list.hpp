// What a firewall team needs to let through, from the same rows as the report: a block of text, or
// rules ready to be loaded. Each rule names the checks that need it.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "probe/survey/survey_report.hpp"

namespace edge::probe {

/// One thing to let through.
struct AllowRule {
  std::string name;                     // of the destination: for firewalls that go by names
  std::string tag;                      // the cloud's service tag; or empty
  std::string protocol;                 // "TCP" or "UDP"
  std::uint16_t port = 0;
  std::set<std::string> addresses;      // that the name had; of a proxy, or of name servers
  std::vector<std::string> checks;      // endpoints that need it
  std::vector<std::string> components, reasons;
  std::string one_of;                   // a group of which one is enough; or empty
  bool required = false;
  std::string state;                    // "passes here", "blocked by 192.168.1.1 (hop 2)"
};

/// What `report` shows to be needed: destinations, the proxy in place of what goes through it, and
/// the name servers. Nothing for what must be blocked.
std::vector<AllowRule> allow_rules(const SurveyReport& report);

struct AllowListRow {
  std::string_view name;  // of --allow-list NAME
  std::string_view what;
  std::string (*render)(const SurveyReport&, const std::vector<AllowRule>&);
};

std::span<const AllowListRow> allow_lists();
std::vector<std::string> allow_list_names();
std::string rendered_allow_list(std::string_view format, const SurveyReport& report);

/// The own addresses that checks were made from, as this device sees them.
std::set<std::string> sources_of(const SurveyReport& report);

}  // namespace edge::probe
