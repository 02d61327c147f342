// prometheus: the text format, for node_exporter's textfile collector and for `edgeprobe watch`.
#include <fmt/format.h>

#include "common/base/escape.hpp"
#include "probe/survey_output/metrics.hpp"
#include "probe/survey_output/rows.hpp"

namespace edge::probe {
namespace {

/// As label values are written: '\\', '"' and newlines escaped.
std::string label_value(std::string_view text) {
  std::string escaped;
  for (const char c : printable(text)) {
    if (c == '\\' || c == '"') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string labels_text(const MetricLabels& common, const MetricLabels& own) {
  std::string text;
  for (const MetricLabels* labels : {&common, &own}) {
    for (const MetricLabel& label : *labels) {
      text += fmt::format("{}{}=\"{}\"", text.empty() ? "" : ",", label.name,
                          label_value(label.value));
    }
  }
  return text.empty() ? text : "{" + text + "}";
}

}  // namespace

std::string prometheus_text(const std::vector<Metric>& metrics, const MetricLabels& common) {
  std::string text;
  for (const Metric& metric : metrics) {
    text += fmt::format("# HELP {} {}\n# TYPE {} {}\n", metric.name, metric.help, metric.name,
                        metric.counts ? "counter" : "gauge");
    for (const MetricPoint& point : metric.points) {
      text += fmt::format("{}{} {}\n", metric.name, labels_text(common, point.labels),
                          point.value);
    }
  }
  return text;
}

std::string survey_prometheus(const SurveyReport& report, const TextStyle&) {
  return prometheus_text(survey_metrics(report));
}

}  // namespace edge::probe
