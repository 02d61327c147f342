#include "probe/commands/watch_options.hpp"

#include <fmt/format.h>

#include <utility>

#include "common/base/duration_text.hpp"
#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/base/whole_number.hpp"
#include "common/report/layout.hpp"

namespace edge::probe {
namespace {

constexpr Duration kLongestInterval = std::chrono::hours{24};

Duration interval(const std::string& text) {
  const auto every = parse_duration(text, kLongestInterval);
  if (every && *every >= kLeastInterval) return *every;
  throw UsageError(fmt::format("--every {}: write a duration from {} to {}", printable(text, 80),
                               human_duration(kLeastInterval), "24h"));
}

/// ":9600" is every address of the machine, of both families; the other forms are one address.
std::vector<ListenAddress> listen_addresses(const std::string& text) {
  using namespace boost::asio::ip;
  if (text == "none") return {};
  if (text.starts_with(':')) {
    const auto port = whole_number<std::uint16_t>(std::string_view(text).substr(1));
    if (port) return {{{address_v4::any(), *port}, false}, {{address_v6::any(), *port}, true}};
  } else if (const auto parsed = parse_endpoint(text)) {
    return {{*parsed, false}};
  }
  throw UsageError(fmt::format("--listen {}: write :PORT for every address, IP:PORT for one, or "
                               "none", printable(text, 80)));
}

/// What IoT Edge tells its modules of themselves, by the names that its own metrics have.
MetricLabels module_labels(const Environment& environment) {
  constexpr struct {
    const char* label;
    const char* variable;
  } kLabels[] = {{"iothub", "IOTEDGE_IOTHUBHOSTNAME"},
                 {"edge_device", "IOTEDGE_DEVICEID"},
                 {"module_id", "IOTEDGE_MODULEID"}};
  MetricLabels labels;
  for (const auto& [label, variable] : kLabels) {
    auto value = value_of(environment, variable);
    if (!value.empty()) labels.push_back({label, std::move(value)});
  }
  return labels;
}

}  // namespace

WatchRequest understand_watch(const WatchTexts& texts, const Environment& environment,
                              const ReadSource& read_secret, const ReadText& read) {
  SurveyRequest survey = understand_survey(texts.survey, environment, read_secret, read);
  WatchRequest request;
  request.warnings = std::move(survey.warnings);
  request.secrets = std::move(survey.secrets);
  WatchOptions& options = request.options;
  options.survey = std::move(survey.options);
  options.every = interval(texts.every);
  options.listen = listen_addresses(texts.listen);
  options.textfile = texts.textfile;
  options.spool = texts.spool;
  options.keep.reports = texts.keep;
  options.labels = module_labels(environment);
  OtlpSettings otlp = otlp_settings(texts.otlp, environment);
  options.collector = std::move(otlp.target);
  request.warnings.insert(request.warnings.end(), otlp.warnings.begin(), otlp.warnings.end());
  return request;
}

}  // namespace edge::probe
