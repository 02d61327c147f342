#include "probe/survey_output/metrics.hpp"

#include <algorithm>

#include "common/base/rows.hpp"

namespace edge::probe {
namespace {

double in_seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

constexpr double kSecondsOfDay = 24 * 60 * 60;

using Points = std::vector<MetricPoint>;

/// Takes the points of one metric.
class Collecting {
 public:
  Collecting(const SurveyReport& report, const SurveyCheck& check, Points& points)
      : report_(report), check_(check), points_(points) {}

  void add(double value, const MetricLabels& more = {}) {
    MetricLabels labels{{"site", report_.site},
                        {"endpoint", check_.endpoint},
                        {"kind", check_.kind},
                        {"component", check_.component},
                        {"vantage", vantage_of(check_)}};
    labels.insert(labels.end(), more.begin(), more.end());
    points_.push_back({std::move(labels), value});
  }

 private:
  const SurveyReport& report_;
  const SurveyCheck& check_;
  Points& points_;
};

/// The last router that let the check's packets pass; nothing where no trace was made.
std::optional<int> last_hop(const SurveyCheck& check) {
  std::optional<int> last;
  for (const PathHop& hop : check.path) {
    if (!hop.address.empty()) last = std::max(last.value_or(0), hop.ttl);
  }
  if (!last && !check.path.empty()) last = 0;
  return last;
}

void add_stages(const SurveyCheck& check, Collecting& to) {
  for (const StageTime& stage : check.stages) {
    to.add(in_seconds(stage.took),
           {{"stage", stage.stage}, {"outcome", std::string(name_of(stage.outcome))}});
  }
}

struct CheckMetric : MetricRow {
  void (*collect)(const SurveyCheck& check, Collecting& to);
};

using Check = SurveyCheck;
constexpr CheckMetric kOfChecks[] = {
    {{"edgeprobe_check_success", "1: as expected, or optional; 0: not.", ""},
     [](const Check& check, Collecting& to) {
       to.add(check.result == CheckResult::failed ? 0 : 1);
     }},
    {{"edgeprobe_check_reached", "1: the endpoint was reached.", ""},
     [](const Check& check, Collecting& to) { to.add(check.reached ? 1 : 0); }},
    {{"edgeprobe_check_duration_seconds", "Of the whole check.", ""},
     [](const Check& check, Collecting& to) { to.add(in_seconds(check.took)); }},
    {{"edgeprobe_check_verdict_info",
      "1, with the verdict: one of `edgeprobe list verdicts`.", "verdict, stage"},
     [](const Check& check, Collecting& to) {
       to.add(1, {{"verdict", check.verdict}, {"stage", check.stage}});
     }},
    {{"edgeprobe_stage_duration_seconds", "Of one stage of a check.", "stage, outcome"},
     add_stages},
    {{"edgeprobe_check_last_hop",
      "The last router (TTL) that answered on the way to what was not reached; 0: none.", ""},
     [](const Check& check, Collecting& to) {
       if (const auto hop = last_hop(check)) to.add(*hop);
     }},
    {{"edgeprobe_certificate_remaining_seconds",
      "Until the endpoint's certificate ends, in whole days; negative: it has ended.", ""},
     [](const Check& check, Collecting& to) {
       if (check.certificate_days) to.add(*check.certificate_days * kSecondsOfDay);
     }},
    {{"edgeprobe_clock_offset_seconds", "Of a time server's clock to this machine's.", ""},
     [](const Check& check, Collecting& to) {
       if (check.clock_offset) to.add(in_seconds(*check.clock_offset));
     }},
};

constexpr MetricRow kOfSurvey{"edgeprobe_survey_start_timestamp_seconds",
                              "When it began, as this machine's clock has it.", ""};

}  // namespace

std::vector<Metric> survey_metrics(const SurveyReport& report) {
  std::vector<Metric> metrics;
  for (const CheckMetric& row : kOfChecks) {
    Metric& metric = metrics.emplace_back(Metric{row.name, row.help, false, {}});
    for (const SurveyCheck& check : report.checks) {
      if (check.result == CheckResult::skipped) continue;
      Collecting to(report, check, metric.points);
      row.collect(check, to);
    }
  }
  const auto started =
      std::chrono::duration_cast<std::chrono::seconds>(report.started.time_since_epoch());
  metrics.push_back({kOfSurvey.name, kOfSurvey.help, false,
                     {{{{"site", report.site}}, static_cast<double>(started.count())}}});
  return metrics;
}

std::span<const MetricRow> metric_rows() {
  static const std::vector<MetricRow> rows = [] {
    std::vector<MetricRow> all;
    for (const CheckMetric& row : kOfChecks) all.push_back(row);
    all.push_back(kOfSurvey);
    return all;
  }();
  return rows;
}

}  // namespace edge::probe
