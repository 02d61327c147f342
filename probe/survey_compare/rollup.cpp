#include "probe/survey_compare/rollup.hpp"

#include <algorithm>

#include "common/world/address.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kMostSites = 20, kMostNamed = 10, kMostShared = 5;
constexpr int kNearlyAll = 90;  // per cent of the reports of a cause that share an element

/// "10.4.2.0/24": where devices of one site are.
std::string network_of(const std::string& address) {
  const auto parsed = parse_address(address);
  if (!parsed || !parsed->is_v4()) return {};
  const auto bytes = parsed->to_v4().to_bytes();
  return boost::asio::ip::address_v4({bytes[0], bytes[1], bytes[2], 0}).to_string() + "/24";
}

bool is_finding(const SurveyCheck& check) {
  return check.result == CheckResult::failed || check.result == CheckResult::warned;
}

std::vector<std::string> most_often_first(const std::map<std::string, int>& counts,
                                          std::size_t most) {
  std::vector<std::pair<int, std::string>> ordered;
  for (const auto& [name, count] : counts) ordered.emplace_back(-count, name);
  std::ranges::sort(ordered);
  std::vector<std::string> names;
  for (const auto& [count, name] : ordered) {
    if (names.size() < most) names.push_back(name);
  }
  return names;
}

}  // namespace

void Rollup::add(const SurveyReport& report, const std::string& name) {
  const int number = static_cast<int>(names_.size());
  names_.push_back(report.site.empty() ? name : report.site);
  std::set<Element> of_report{{"version", report.program_version}};
  for (const auto& server : report.name_servers) of_report.emplace("name server", server);
  for (const auto& label : report.labels) of_report.emplace("label", label);
  bool any = false;
  for (const SurveyCheck& check : report.checks) {
    std::set<Element> of_check;
    if (!check.place.empty()) of_check.emplace("place", check.place);
    if (!check.issuer.empty()) of_check.emplace("issuer", check.issuer);
    if (check.vantage != kDirect) of_check.emplace("proxy", check.vantage);
    if (!check.network.empty()) of_check.emplace("vantage", check.network);
    const std::string network = network_of(check.local);
    if (!network.empty()) of_check.emplace("network", network);
    for (const Element& element : of_check) elements_[element].insert(number);
    if (!is_finding(check)) continue;
    any = true;
    Cause& cause = causes_[check.verdict];
    cause.reports.insert(number);
    ++cause.checks;
    ++cause.endpoints[check.endpoint];
    if (cause.words.empty()) {
      cause.words = check.words;
      cause.fix = check.fix;
    }
    for (const Element& element : of_check) cause.elements[element].insert(number);
    for (const Element& element : of_report) cause.elements[element].insert(number);
  }
  for (const Element& element : of_report) elements_[element].insert(number);
  if (!any) ++without_findings_;
}

/// What nearly all of the cause's reports have, and of the others fewer in proportion.
std::vector<SharedElement> Rollup::shared_of(const Cause& cause) const {
  const int with = static_cast<int>(cause.reports.size());
  const int others = static_cast<int>(names_.size()) - with;
  std::vector<SharedElement> shared;
  for (const auto& [element, reports] : cause.elements) {
    const int inside = static_cast<int>(reports.size());
    const auto& all = elements_.at(element);
    const int outside = static_cast<int>(std::ranges::count_if(all, [&](int report) {
      return !cause.reports.contains(report);
    }));
    const bool nearly_all = inside * 100 >= with * kNearlyAll;
    const bool telling = others == 0 || outside * with * 2 < inside * others;
    if (nearly_all && telling) {
      shared.push_back({element.first, element.second, inside, outside});
    }
  }
  std::ranges::stable_sort(shared, [](const SharedElement& a, const SharedElement& b) {
    return a.elsewhere < b.elsewhere;
  });
  if (shared.size() > kMostShared) shared.resize(kMostShared);
  return shared;
}

FleetRollup Rollup::result() const {
  FleetRollup rollup;
  rollup.reports = static_cast<int>(names_.size());
  rollup.without_findings = without_findings_;
  for (const auto& [verdict, cause] : causes_) {
    CauseCluster cluster;
    cluster.verdict = verdict;
    cluster.reports = static_cast<int>(cause.reports.size());
    cluster.checks = cause.checks;
    cluster.words = cause.words;
    cluster.fix = cause.fix;
    cluster.endpoints = most_often_first(cause.endpoints, kMostNamed);
    for (const int report : cause.reports) {
      if (cluster.sites.size() == kMostSites) break;
      cluster.sites.push_back(names_[static_cast<std::size_t>(report)]);
    }
    cluster.shared = shared_of(cause);
    rollup.causes.push_back(std::move(cluster));
  }
  std::ranges::stable_sort(rollup.causes, std::greater{}, &CauseCluster::reports);
  return rollup;
}

}  // namespace edge::probe
