// Many reports of a fleet, put together by what is wrong: each cause with the sites that have it,
// and with what those share and the others do not. Pure.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <vector>

#include "probe/survey/survey_report.hpp"

namespace edge::probe {

/// Something that reports have in common: "place" = "192.168.1.1 (hop 2)".
struct SharedElement {
  std::string kind, value;
  int with_cause = 0;     // reports that have the cause and this
  int elsewhere = 0;      // reports that have this and not the cause
};

template <class F>
constexpr auto fields_of(F f, const SharedElement*) {
  return f.described("shared-element", "", f.always("kind", &SharedElement::kind),
                     f.always("value", &SharedElement::value),
                     f.always("with_cause", &SharedElement::with_cause,
                              "reports that have the cause and this"),
                     f.always("elsewhere", &SharedElement::elsewhere,
                              "reports that have this and not the cause"));
}

struct CauseCluster {
  std::string verdict;
  int reports = 0;                      // that have it
  int checks = 0;
  std::string words, fix;               // of one of them
  std::vector<std::string> endpoints;   // most often first
  std::vector<std::string> sites;       // the first few
  std::vector<SharedElement> shared;    // the most telling first
};

template <class F>
constexpr auto fields_of(F f, const CauseCluster*) {
  return f.described("cause", "", f.always("verdict", &CauseCluster::verdict),
                     f.always("reports", &CauseCluster::reports),
                     f.always("checks", &CauseCluster::checks),
                     f.always("words", &CauseCluster::words, "of one of them"),
                     f.optional("fix", &CauseCluster::fix),
                     f.always("endpoints", &CauseCluster::endpoints, "most often first"),
                     f.always("sites", &CauseCluster::sites, "the first few"),
                     f.always("shared", &CauseCluster::shared, "the most telling first"));
}

struct FleetRollup {
  int reports = 0, without_findings = 0;
  std::vector<CauseCluster> causes;     // in most reports first
};

template <class F>
constexpr auto fields_of(F f, const FleetRollup*) {
  return f.described("rollup", "", f.always("reports", &FleetRollup::reports),
                     f.always("without_findings", &FleetRollup::without_findings),
                     f.always("causes", &FleetRollup::causes, "in most reports first"));
}

/// Takes one report after the other and keeps only what the roll-up needs of it.
class Rollup {
 public:
  /// `name`: of the site, where the report has none.
  void add(const SurveyReport& report, const std::string& name);
  FleetRollup result() const;

 private:
  using Element = std::pair<std::string, std::string>;   // kind, value
  struct Cause {
    std::set<int> reports;
    int checks = 0;
    std::string words, fix;
    std::map<std::string, int> endpoints;
    std::map<Element, std::set<int>> elements;
  };

  std::vector<SharedElement> shared_of(const Cause& cause) const;

  std::vector<std::string> names_;
  std::map<Element, std::set<int>> elements_;   // reports that have it
  std::map<std::string, Cause> causes_;
  int without_findings_ = 0;
};

inline constexpr int kRollupSchemaVersion = 1;
std::string rollup_text(const FleetRollup& rollup, std::size_t width);
std::string rollup_json(const FleetRollup& rollup);
nlohmann::ordered_json rollup_schema();

}  // namespace edge::probe
