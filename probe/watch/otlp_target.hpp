// The collector that a watch sends its figures to, from an option or from the variables that
// OpenTelemetry defines for exporters (opentelemetry.io, "OTLP Exporter Configuration"). OTLP over
// HTTP in its JSON encoding is all that is spoken.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/secret.hpp"
#include "common/world/time.hpp"
#include "probe/environment/variables.hpp"
#include "probe/survey_output/metrics.hpp"

namespace edge::probe {

struct OtlpTarget {
  std::string host;            // a name or an address
  std::uint16_t port = 4318;
  std::string path;            // "/v1/metrics"
  bool tls = false;
  std::string ca_file;         // PEM; empty: the system's trust
  std::vector<std::pair<std::string, Secret>> fields;  // keys of services, mostly
  Duration timeout = std::chrono::seconds{10};         // of one sending
  MetricLabels resource;       // OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES

  /// "http://collector:4318/v1/metrics", for people.
  std::string text() const;
};

struct OtlpSettings {
  std::optional<OtlpTarget> target;    // absent: nothing is sent
  std::vector<std::string> warnings;   // on variables that ask for what is not done
};

/// `url` (--otlp) goes before OTEL_EXPORTER_OTLP_METRICS_ENDPOINT, that before
/// OTEL_EXPORTER_OTLP_ENDPOINT; to the first and the last /v1/metrics is added. Throws UsageError
/// that names the option or the variable, and never a field's value.
OtlpSettings otlp_settings(const std::string& url, const Environment& environment);

}  // namespace edge::probe
