// Many endpoints, side by side and bounded, each as one run of the probe (probe/run): the same
// stages, evidence, traces and verdicts.
#pragma once

#include <vector>

#include "probe/run/run.hpp"
#include "probe/survey/survey_report.hpp"

namespace edge::probe {

struct SurveyOptions {
  std::vector<Catalogue> catalogues;
  Options common;                        // what all runs share: trust, name server, control
  std::vector<ProxyOptions> proxies;     // each one a vantage for what goes through a proxy
  bool also_direct = false;              // what goes through a proxy is tried without it as well
  std::vector<std::string> networks;     // of `--vantage`; empty: the program's own, unnamed
  int parallel = 16;                     // runs at a time
  std::string site;
  std::vector<std::string> labels;
  bool warnings_as_errors = false;
};

inline constexpr int kMostParallel = 256;

/// One run: an endpoint from one vantage.
struct PlannedCheck {
  const EndpointSpec* endpoint = nullptr;
  const ProxyOptions* proxy = nullptr;   // null: direct
  std::string network;                   // one of `networks`; empty: the program's own
};

/// In the catalogues' order; refers to `options`.
std::vector<PlannedCheck> planned_checks(const SurveyOptions& options);

/// Every target, for a person; nothing is sent.
std::string describe_survey(const SurveyOptions& options);

/// The report of a survey that has looked at nothing yet: each check is `skipped`.
SurveyReport planned_report(const SurveyOptions& options);

/// Told about a survey while it happens.
class SurveyObserver {
 public:
  virtual ~SurveyObserver() = default;
  virtual void on_begin(const PlannedCheck&) {}
  virtual void on_end(const SurveyCheck&) {}
};

/// All checks are made in the network that the program is in; `networks` has its name at most.
/// Exceptions as run(): what is wrong with the set-up, not with the network. When `interruption`,
/// if there is one, is set, the survey ends at once; what was not looked at is `skipped`.
Awaitable<SurveyReport> survey(World& world, const SurveyOptions& options,
                               SurveyObserver* observer = nullptr, Event* interruption = nullptr);

/// The options of one run of it.
Options options_of(const PlannedCheck& check, const SurveyOptions& survey);

}  // namespace edge::probe
