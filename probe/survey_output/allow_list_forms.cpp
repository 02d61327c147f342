// The request for people and for clouds: by names and service tags, where there are such.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "common/base/escape.hpp"
#include "common/base/json_text.hpp"
#include "common/report/layout.hpp"
#include "common/report/timestamp.hpp"
#include "probe/survey_output/allow_list_rows.hpp"
#include "probe/survey_output/csv_cell.hpp"
#include "probe/survey_output/phrases.hpp"

namespace edge::probe {
namespace {

std::string need_of(const AllowRule& rule) {
  if (!rule.one_of.empty()) return fmt::format("one of the group \"{}\" is enough", rule.one_of);
  return rule.required ? "required" : "optional";
}

std::string joined_list(const auto& items) {
  return fmt::format("{}", fmt::join(items, ", "));
}

/// Letters, digits, '-', '_' and '.', as names of security rules are.
std::string rule_name(const AllowRule& rule, std::size_t number) {
  std::string name;
  for (const char c : rule.name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    name += plain || c == '.' || c == '-' ? c : '_';
  }
  return fmt::format("edgeprobe-{}-{}-{}-{}", number, name.substr(0, 50), rule.protocol, rule.port);
}

}  // namespace

std::string allow_list_text(const SurveyReport& report, const std::vector<AllowRule>& rules) {
  constexpr std::size_t kWidth = 92;
  std::string text = fmt::format(
      "Request: let these connections out, with their answers\nFor:     {}\nAs of:   {} (UTC)\n"
      "From:    {}\n", printable(survey_title(report)), iso_text(report.started),
      sources_of(report).empty() ? "the devices of the site" : joined_list(sources_of(report)));
  std::size_t number = 0;
  for (const AllowRule& rule : rules) {
    text += fmt::format("\n{}. {} {} to {}{}\n", ++number, rule.protocol, rule.port,
                        printable(rule.name),
                        rule.tag.empty() ? "" : " (service tag " + printable(rule.tag) + ")");
    text += labelled_block("   Needed by", fmt::format("{}: {} ({})", joined_list(rule.components),
                                                       joined_list(rule.reasons), need_of(rule)),
                           kWidth);
    text += labelled_block("   Checks", joined_list(rule.checks), kWidth);
    text += labelled_block("   Seen as", joined_list(rule.addresses), kWidth);
    text += labelled_block("   Now", rule.state, kWidth);
  }
  return text + "\nAddresses of cloud services change: go by names or service tags where the "
                "firewall can.\nTLS to these names must not be opened (inspected): the devices "
                "trust no other authority.\n";
}

std::string allow_list_csv(const SurveyReport& report, const std::vector<AllowRule>& rules) {
  std::string text = "source,destination,service_tag,addresses,protocol,port,need,components,"
                     "purpose,checks,now\r\n";
  for (const AllowRule& rule : rules) {
    const std::string cells[] = {joined_list(sources_of(report)), rule.name, rule.tag,
                                 joined_list(rule.addresses), rule.protocol,
                                 std::to_string(rule.port), need_of(rule),
                                 joined_list(rule.components), joined_list(rule.reasons),
                                 joined_list(rule.checks), rule.state};
    std::string line;
    for (const auto& cell : cells) line += (line.empty() ? "" : ",") + csv_cell(cell);
    text += line + "\r\n";
  }
  return text;
}

std::string allow_list_nsg(const SurveyReport& report, const std::vector<AllowRule>& rules) {
  using Json = nlohmann::ordered_json;
  constexpr std::size_t kFirstPriority = 1000;
  Json list = Json::array();
  for (const AllowRule& rule : rules) {
    const bool somewhere = !rule.tag.empty() || !rule.addresses.empty();
    if (!somewhere) continue;
    const std::size_t number = list.size() + 1;
    Json properties{{"description", printable(joined_list(rule.checks), 130)},
                    {"priority", kFirstPriority + number},
                    {"direction", "Outbound"},
                    {"access", "Allow"},
                    {"protocol", rule.protocol == "UDP" ? "Udp" : "Tcp"},
                    {"sourceAddressPrefix", "*"},
                    {"sourcePortRange", "*"},
                    {"destinationPortRange", std::to_string(rule.port)}};
    if (!rule.tag.empty()) properties["destinationAddressPrefix"] = rule.tag;
    else properties["destinationAddressPrefixes"] = rule.addresses;
    list.push_back({{"name", rule_name(rule, number)}, {"properties", std::move(properties)}});
  }
  const Json whole{{"comment", printable(survey_title(report)) + ", " + iso_text(report.started)},
                   {"securityRules", std::move(list)}};
  return json_text(whole, 2) + "\n";
}

}  // namespace edge::probe
