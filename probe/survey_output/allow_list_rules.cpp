// Rules that a packet filter loads: by addresses, as filters of packets know no names. They hold
// for as long as the names keep those addresses, which the text says.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/base/ascii_case.hpp"
#include "common/base/escape.hpp"
#include "common/report/timestamp.hpp"
#include "probe/survey_output/allow_list_rows.hpp"
#include "probe/survey_output/phrases.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kMostOfComment = 120;  // NFTNL_UDATA_COMMENT_MAXLEN is 128, with its end

bool is_v6(const std::string& address) { return address.find(':') != address.npos; }

std::vector<std::string> of_family(const AllowRule& rule, bool v6) {
  std::vector<std::string> found;
  for (const auto& address : rule.addresses) {
    if (is_v6(address) == v6) found.push_back(address);
  }
  return found;
}

/// The checks that need the rule, as a text between quotation marks.
std::string comment_of(const AllowRule& rule) {
  std::string text = printable(fmt::format("{}", fmt::join(rule.checks, ", ")), kMostOfComment - 3);
  for (char& c : text) {
    if (c == '"' || c == '\\' || c == '$' || c == '`') c = '\'';
  }
  return text;
}

std::string heading(const SurveyReport& report, std::string_view how) {
  return fmt::format("# What {} needs, as seen {}. Addresses of cloud services change:\n"
                     "# where the firewall can go by names, use --allow-list text.\n# {}\n",
                     printable(survey_title(report)), iso_text(report.started), how);
}

/// A rule that has nothing to stand on.
std::string without_address(const AllowRule& rule) {
  return fmt::format("# {} {} {}: no address is known here, so there is no rule (for: {})\n",
                     printable(rule.name), rule.protocol, rule.port, comment_of(rule));
}

}  // namespace

std::string allow_list_nft(const SurveyReport& report, const std::vector<AllowRule>& rules) {
  std::string text = heading(report, "nft -f FILE; then, in front of what drops: nft insert rule "
                                     "inet filter forward jump edgeprobe");
  text += "table inet filter {\n  chain edgeprobe {\n"
          "    ct state established,related accept comment \"answers to all checks\"\n";
  for (const AllowRule& rule : rules) {
    if (rule.addresses.empty()) text += "    " + without_address(rule);
    for (const bool v6 : {false, true}) {
      const auto addresses = of_family(rule, v6);
      if (addresses.empty()) continue;
      text += fmt::format("    {} daddr {{ {} }} {} dport {} accept comment \"{}\"\n",
                          v6 ? "ip6" : "ip", fmt::join(addresses, ", "),
                          lower_case(rule.protocol), rule.port, comment_of(rule));
    }
  }
  return text + "  }\n}\n";
}

std::string allow_list_iptables(const SurveyReport& report, const std::vector<AllowRule>& rules) {
  std::string text = heading(report, "iptables-restore --noflush FILE; then, in front of what "
                                     "drops: iptables -I FORWARD -j EDGEPROBE");
  text += "*filter\n:EDGEPROBE - [0:0]\n-A EDGEPROBE -m conntrack --ctstate ESTABLISHED,RELATED "
          "-m comment --comment \"answers to all checks\" -j ACCEPT\n";
  for (const AllowRule& rule : rules) {
    if (rule.addresses.empty()) text += without_address(rule);
    for (const auto& address : rule.addresses) {
      text += fmt::format("{}-A EDGEPROBE -d {} -p {} --dport {} -m comment --comment \"{}\" -j "
                          "ACCEPT\n", is_v6(address) ? "# ip6tables: " : "", address,
                          lower_case(rule.protocol), rule.port, comment_of(rule));
    }
  }
  return text + "COMMIT\n";
}

}  // namespace edge::probe
