// What a watch knows at the moment, in the forms in which it is asked for. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "probe/survey_output/metrics.hpp"

namespace edge::probe {

/// Of the watch itself.
struct WatchCounts {
  int surveys = 0, missed = 0;           // made; left out as the one before took too long
  int sent = 0, refused = 0, dropped = 0;   // reports to and by the collector; spool full
  std::size_t waiting = 0;               // reports to be sent
  std::size_t problems = 0;              // that last
};

std::vector<Metric> watch_metrics(const WatchCounts& counts);
std::span<const MetricRow> watch_metric_rows();

class WatchState {
 public:
  WatchState(Duration every, MetricLabels labels, Instant begun)
      : every_(every), labels_(std::move(labels)), last_end_(begun) {}

  /// Takes the report of a survey that has ended, `at` now.
  void take(SurveyReport report, Instant at);
  /// One of an earlier time, to be shown until there is a newer one.
  void take_earlier(SurveyReport report);

  /// Null before the first.
  const SurveyReport* report() const { return report_ ? &*report_ : nullptr; }
  /// Empty before the first.
  const std::string& report_text() const { return report_text_; }
  std::string metrics_text(const WatchCounts& counts) const;
  /// For node_exporter, which adds labels of its own.
  const std::string& survey_metrics_text() const { return survey_metrics_; }
  /// Whether surveys come as they are to.
  bool is_alive(Instant now) const { return now - last_end_ <= 2 * every_ + kPatience; }
  Duration since_last(Instant now) const { return now - last_end_; }

 private:
  static constexpr Duration kPatience = std::chrono::minutes{10};  // for a long survey

  Duration every_;
  MetricLabels labels_;
  Instant last_end_;
  std::optional<SurveyReport> report_;
  std::string report_text_, survey_metrics_;
};

}  // namespace edge::probe
