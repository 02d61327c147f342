#include "probe/watch/state.hpp"

#include "common/base/secret_gate.hpp"
#include "common/base/version.hpp"
#include "probe/survey_output/outputs.hpp"

namespace edge::probe {
namespace {

struct WatchMetric : MetricRow {
  bool counts;
  double (*value)(const WatchCounts&);
};

using Counts = WatchCounts;
constexpr WatchMetric kOfWatch[] = {
    {{"edgeprobe_watch_surveys_total", "Surveys made.", ""}, true,
     [](const Counts& counts) { return double(counts.surveys); }},
    {{"edgeprobe_watch_surveys_missed_total",
      "Surveys left out, as the one before took longer than the interval.", ""}, true,
     [](const Counts& counts) { return double(counts.missed); }},
    {{"edgeprobe_watch_problems",
      "What the watch cannot do at the moment: listen, write, send.", ""}, false,
     [](const Counts& counts) { return double(counts.problems); }},
    {{"edgeprobe_watch_reports_waiting", "Reports that the collector has not got yet.", ""}, false,
     [](const Counts& counts) { return double(counts.waiting); }},
    {{"edgeprobe_watch_reports_sent_total", "Reports that the collector has taken.", ""}, true,
     [](const Counts& counts) { return double(counts.sent); }},
    {{"edgeprobe_watch_reports_refused_total", "Reports that the collector will not take.", ""},
     true, [](const Counts& counts) { return double(counts.refused); }},
    {{"edgeprobe_watch_reports_dropped_total",
      "Reports that had to go before they were sent.", ""}, true,
     [](const Counts& counts) { return double(counts.dropped); }},
};

constexpr MetricRow kBuild{"edgeprobe_build_info", "1, with the version of the program.",
                           "version"};

}  // namespace

std::vector<Metric> watch_metrics(const WatchCounts& counts) {
  std::vector<Metric> metrics;
  for (const WatchMetric& row : kOfWatch) {
    metrics.push_back({row.name, row.help, row.counts, {{{}, row.value(counts)}}});
  }
  metrics.push_back({kBuild.name, kBuild.help, false, {{{{"version", kVersion}}, 1}}});
  return metrics;
}

std::span<const MetricRow> watch_metric_rows() {
  static const std::vector<MetricRow> rows = [] {
    std::vector<MetricRow> all(std::begin(kOfWatch), std::end(kOfWatch));
    all.push_back(kBuild);
    return all;
  }();
  return rows;
}

void WatchState::take(SurveyReport report, Instant at) {
  last_end_ = at;
  take_earlier(std::move(report));
}

void WatchState::take_earlier(SurveyReport report) {
  report_ = std::move(report);
  report_text_ = rendered_survey("json", *report_);
  survey_metrics_ = without_own_secrets(prometheus_text(survey_metrics(*report_), labels_));
}

std::string WatchState::metrics_text(const WatchCounts& counts) const {
  return survey_metrics_ + prometheus_text(watch_metrics(counts), labels_);
}

}  // namespace edge::probe
