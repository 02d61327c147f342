// otlp: what an OpenTelemetry collector takes at POST /v1/metrics, in OTLP's JSON encoding: names
// in lowerCamelCase, numbers of 64 bits as texts.
#include <nlohmann/json.hpp>

#include "common/base/escape.hpp"
#include "common/base/json_text.hpp"
#include "common/base/version.hpp"
#include "probe/survey_output/metrics.hpp"
#include "probe/survey_output/rows.hpp"

namespace edge::probe {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kCumulative = 2;  // AGGREGATION_TEMPORALITY_CUMULATIVE

Json attributes(const MetricLabels& labels) {
  Json list = Json::array();
  for (const MetricLabel& label : labels) {
    list.push_back({{"key", label.name}, {"value", {{"stringValue", printable(label.value)}}}});
  }
  return list;
}

std::string nanoseconds(WallTime at) { return std::to_string(at.time_since_epoch().count()); }

Json metric_json(const Metric& metric, WallTime at) {
  Json points = Json::array();
  for (const MetricPoint& point : metric.points) {
    points.push_back({{"attributes", attributes(point.labels)},
                      {"timeUnixNano", nanoseconds(at)},
                      {"asDouble", point.value}});
  }
  Json data{{"dataPoints", std::move(points)}};
  if (metric.counts) {
    data["aggregationTemporality"] = kCumulative;
    data["isMonotonic"] = true;
  }
  return {{"name", std::string(metric.name)},
          {"description", std::string(metric.help)},
          {metric.counts ? "sum" : "gauge", std::move(data)}};
}

bool names(const MetricLabels& labels, std::string_view name) {
  for (const MetricLabel& label : labels) {
    if (label.name == name) return true;
  }
  return false;
}

}  // namespace

std::string otlp_text(const std::vector<Metric>& metrics, WallTime at,
                      const MetricLabels& common) {
  Json list = Json::array();
  for (const Metric& metric : metrics) {
    if (!metric.points.empty()) list.push_back(metric_json(metric, at));
  }
  MetricLabels resource = common;
  if (!names(common, "service.name")) resource.push_back({"service.name", "edgeprobe"});
  resource.push_back({"service.version", kVersion});
  const Json scope{{"scope", {{"name", "edgeprobe"}, {"version", kVersion}}},
                   {"metrics", std::move(list)}};
  const Json of_resource{{"resource", {{"attributes", attributes(resource)}}},
                         {"scopeMetrics", Json::array({scope})}};
  return json_text(Json{{"resourceMetrics", Json::array({of_resource})}}) + "\n";
}

std::string survey_otlp(const SurveyReport& report, const TextStyle&) {
  const MetricLabels host{{"host.name", report.host_name}};
  return otlp_text(survey_metrics(report), report.started + report.ended, host);
}

}  // namespace edge::probe
