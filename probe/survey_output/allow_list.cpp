#include "probe/survey_output/allow_list.hpp"

#include <algorithm>

#include "common/base/host_name.hpp"
#include "common/base/rows.hpp"
#include "common/base/secret_gate.hpp"
#include "common/base/whole_number.hpp"
#include "probe/survey_output/allow_list_rows.hpp"

namespace edge::probe {
namespace {

/// Where packets of the check go: to the proxy, where it goes through one.
struct Destination {
  std::string name;
  std::uint16_t port = 0;
};

Destination destination_of(const SurveyCheck& check) {
  if (check.vantage == kDirect) {
    return {check.allow.empty() ? check.host : check.allow, check.port};
  }
  const auto proxy = split_host_and_port(check.vantage);
  return {std::string(proxy.host),
          whole_number<std::uint16_t>(proxy.port.value_or("")).value_or(0)};
}

void add_once(std::vector<std::string>& list, const std::string& text) {
  if (std::ranges::find(list, text) == list.end()) list.push_back(text);
}

/// "edgeAgent, edgeHub" is two.
void add_components(AllowRule& rule, std::string_view components) {
  constexpr std::string_view kBetween = ", ";
  while (!components.empty()) {
    const auto end = std::min(components.find(kBetween), components.size());
    add_once(rule.components, std::string(components.substr(0, end)));
    components.remove_prefix(std::min(end + kBetween.size(), components.size()));
  }
}

std::string state_of(const SurveyCheck& check) {
  if (check.result == CheckResult::skipped) return "not looked at";
  if (check.reached) return "passes here";
  return check.place.empty() ? "does not pass here" : "does not pass here: " + check.place;
}

AllowRule& rule_for(std::vector<AllowRule>& rules, const Destination& to,
                    std::string_view protocol) {
  const auto same = std::ranges::find_if(rules, [&](const AllowRule& rule) {
    return rule.name == to.name && rule.port == to.port && rule.protocol == protocol;
  });
  if (same != rules.end()) return *same;
  AllowRule rule;
  rule.name = to.name;
  rule.port = to.port;
  rule.protocol = protocol;
  return rules.emplace_back(std::move(rule));
}

void add_check(std::vector<AllowRule>& rules, const SurveyCheck& check, std::uint16_t port) {
  Destination to = destination_of(check);
  if (check.vantage == kDirect) to.port = port;
  AllowRule& rule = rule_for(rules, to, check.protocol);
  const bool first = rule.checks.empty();
  rule.addresses.insert(check.addresses.begin(), check.addresses.end());
  add_once(rule.checks, check.endpoint);
  add_components(rule, check.component);
  add_once(rule.reasons, check.why);
  rule.required = rule.required || check.required;
  if (check.vantage == kDirect) rule.tag = check.tag;
  if (first) rule.one_of = check.one_of;
  if (rule.one_of != check.one_of) rule.one_of.clear();
  if (first || !check.reached) rule.state = state_of(check);
}

/// The ports of a check: a hub's are those of the agent's ways where none is named.
std::vector<std::uint16_t> ports_of(const SurveyCheck& check) {
  if (check.port != 0) return {check.port};
  if (check.kind == "iot-hub") return {5671, 443};
  return {};
}

void add_name_servers(std::vector<AllowRule>& rules, const SurveyReport& report) {
  for (const char* protocol : {"UDP", "TCP"}) {
    for (const auto& server : report.name_servers) {
      AllowRule& rule = rule_for(rules, {"name server " + server, 53}, protocol);
      rule.addresses.insert(server);
      rule.checks = {protocol == std::string_view("UDP") ? "every name" : "answers cut short"};
      rule.components = {"everything on the device"};
      rule.reasons = {"looking up names"};
      rule.required = protocol == std::string_view("UDP");
    }
  }
}

}  // namespace

std::vector<AllowRule> allow_rules(const SurveyReport& report) {
  std::vector<AllowRule> rules;
  add_name_servers(rules, report);
  for (const SurveyCheck& check : report.checks) {
    if (check.expect == Expect::blocked || check.protocol.empty()) continue;
    const auto ports = ports_of(check);
    for (const std::uint16_t port : ports) {
      SurveyCheck one = check;
      if (ports.size() > 1 && one.one_of.empty()) one.one_of = check.endpoint;
      add_check(rules, one, port);
    }
  }
  return rules;
}

std::set<std::string> sources_of(const SurveyReport& report) {
  std::set<std::string> sources;
  for (const SurveyCheck& check : report.checks) {
    if (!check.local.empty()) sources.insert(check.local);
  }
  return sources;
}

std::span<const AllowListRow> allow_lists() {
  static constexpr AllowListRow kRows[] = {
      {"text", "a request in words, for a ticket", allow_list_text},
      {"nft", "a chain for `nft -f`", allow_list_nft},
      {"iptables", "a chain for `iptables-restore --noflush`", allow_list_iptables},
      {"nsg", "security rules of an Azure network security group (JSON)", allow_list_nsg},
      {"csv", "for a spreadsheet", allow_list_csv},
  };
  return kRows;
}

std::vector<std::string> allow_list_names() {
  return names_of_rows(allow_lists(), &AllowListRow::name);
}

std::string rendered_allow_list(std::string_view format, const SurveyReport& report) {
  const auto& row = row_of(allow_lists(), format, &AllowListRow::name);
  return without_own_secrets(row.render(report, allow_rules(report)));
}

}  // namespace edge::probe
