// What a survey comes to in numbers, as monitoring systems take them: one set of rows, which each
// of their forms prints. Labels are bounded: names of the catalogue and rows of tables; what a peer
// says is in none.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "probe/survey/survey_report.hpp"

namespace edge::probe {

struct MetricLabel {
  std::string name, value;
};
using MetricLabels = std::vector<MetricLabel>;

struct MetricPoint {
  MetricLabels labels;
  double value = 0;
};

struct Metric {
  std::string_view name;   // with its unit, as Prometheus asks for it
  std::string_view help;   // one sentence
  bool counts = false;     // only grows, until the program begins anew; else it is a gauge
  std::vector<MetricPoint> points;
};

/// In the order in which they are shown. Nothing of checks that were skipped.
std::vector<Metric> survey_metrics(const SurveyReport& report);

/// A name and what it means, for the docs.
struct MetricRow {
  std::string_view name, help;
  std::string_view labels;   // besides those that every check's have
};
std::span<const MetricRow> metric_rows();

/// Prometheus' text format, version 0.0.4. `common` stand in every line.
std::string prometheus_text(const std::vector<Metric>& metrics, const MetricLabels& common = {});

/// The body of a POST /v1/metrics, by OTLP's JSON encoding (opentelemetry.io, OTLP 1.x). Every
/// point is of the time `at`; what `common` says is said of the resource.
std::string otlp_text(const std::vector<Metric>& metrics, WallTime at,
                      const MetricLabels& common = {});

}  // namespace edge::probe
