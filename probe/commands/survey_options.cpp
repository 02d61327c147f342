#include "probe/commands/survey_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "common/base/escape.hpp"
#include "common/base/key_value.hpp"
#include "common/base/rows.hpp"
#include "common/base/usage_error.hpp"
#include "probe/commands/proxy_option.hpp"
#include "probe/commands/side_by_side.hpp"
#include "probe/identity/credentials.hpp"
#include "probe/survey_output/outputs.hpp"
#include "probe/vantage/vantage.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kMostNetworks = 8;
/// A minute: somebody may type it.
constexpr ReadLimits kCatalogueLimits{kLargestCatalogue, std::chrono::minutes{1}};

CatalogueValues filled_values(const CatalogueValues& given) {
  CatalogueValues values;
  for (const auto& [name, text] : given) {
    const auto& row = row_of(placeholder_rows(), name, &PlaceholderRow::name);
    values[name] = checked_host_name("--" + name, placeholder_value(row, text));
  }
  return values;
}

/// A list is of all that there is: "HUB.azure-devices.net" where no --hub is given.
void show_placeholders(CatalogueValues& values) {
  for (const PlaceholderRow& row : placeholder_rows()) {
    std::string name(row.name);
    for (char& c : name) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    values.emplace(row.name, placeholder_value(row, name));
  }
}

/// Reports, diffs and metrics go by the names, so that no two endpoints of a survey have one.
void refuse_doubled_names(const std::vector<Catalogue>& catalogues) {
  std::set<std::string> seen;
  for (const Catalogue& catalogue : catalogues) {
    for (const EndpointSpec& spec : catalogue.endpoints) {
      if (seen.insert(spec.name).second) continue;
      throw UsageError(fmt::format("{}: an endpoint of another catalogue is called '{}', too",
                                   spec.at, printable(spec.name, 80)));
    }
  }
}

void read_catalogues(SurveyRequest& request, const SurveyTexts& texts, const ReadText& read) {
  auto names = texts.catalogues;
  if (names.empty()) names.emplace_back(builtin_catalogues().front().name);
  CatalogueValues values = filled_values(texts.values);
  if (texts.list) show_placeholders(values);
  for (const auto& name : names) {
    const BuiltinCatalogue* builtin = find_builtin(name);
    const std::string yaml = builtin ? std::string(builtin->yaml) : read(name, kCatalogueLimits);
    request.options.catalogues.push_back(parse_catalogue(yaml, printable(name), values));
    if (!builtin) request.inputs.push_back(name);
  }
  refuse_doubled_names(request.options.catalogues);
}

void understand_proxies(SurveyRequest& request, const SurveyTexts& texts,
                        const ReadSource& read_secret) {
  NamedProxies named = named_proxies(texts.proxies, texts.proxy_credentials, read_secret);
  request.options.proxies = std::move(named.proxies);
  request.proxy_urls = std::move(named.urls);
  request.secrets = std::move(named.secrets);
  request.warnings = std::move(named.warnings);
  for (auto& file : named.inputs) request.inputs.push_back(std::move(file));
}

/// "bridge br0": with a colon it would look like a user and a password, which no report has.
std::string network_name(std::string vantage) {
  const auto colon = vantage.find(':');
  if (colon != vantage.npos) vantage[colon] = ' ';
  return printable(vantage, 80);
}

/// Columns are called by them, and each is a process of its own.
void understand_vantages(SurveyRequest& request, const SurveyTexts& texts) {
  for (const auto& vantage : texts.vantages) {
    if (vantage != kHostVantage) check_vantage_form(vantage);
    auto& networks = request.options.networks;
    auto name = network_name(vantage);
    if (std::ranges::find(networks, name) != networks.end()) {
      throw UsageError(fmt::format("--vantage {}: was named before", name));
    }
    networks.push_back(std::move(name));
  }
  request.vantages = texts.vantages;
  if (texts.vantages.size() > kMostNetworks) {
    throw UsageError(fmt::format("--vantage: at most {} side by side", kMostNetworks));
  }
  const bool from_input = std::ranges::find(texts.catalogues, "-") != texts.catalogues.end();
  if (texts.vantages.size() > 1 && from_input) {
    throw UsageError("CATALOGUE: write a file's name, which each of the surveys can read");
  }
  request.engine = texts.engine;
  request.news = texts.news;
}

void understand_trust(SurveyRequest& request, const SurveyTexts& texts,
                      const Environment& environment) {
  Options& common = request.options.common;
  common.ca_file = texts.ca_file;
  use_system_trust(common, environment);
  for (const auto* file : {&common.ca_file, &common.system_bundle}) {
    if (!file->empty()) request.inputs.push_back(*file);
  }
}

}  // namespace

SurveyRequest understand_survey(const SurveyTexts& texts, const Environment& environment,
                                const ReadSource& read_secret, const ReadText& read) {
  SurveyRequest request{.options = {}, .format = texts.format, .allow_list = texts.allow_list};
  SurveyOptions& options = request.options;
  read_catalogues(request, texts, read);
  options.parallel = texts.parallel;
  options.also_direct = texts.also_direct;
  options.site = texts.site;
  options.warnings_as_errors = texts.warnings_as_errors;
  for (const auto& label : texts.labels) {
    if (!key_value(label)) {
      throw UsageError(fmt::format("--label {}: write KEY=VALUE", printable(label, 80)));
    }
    options.labels.push_back(label);
  }
  if (!texts.dns.empty()) options.common.dns = endpoint_option("--dns", texts.dns, 53);
  understand_vantages(request, texts);
  understand_proxies(request, texts, read_secret);
  understand_trust(request, texts, environment);
  request.reports = report_files(texts.reports, survey_output_names());
  return request;
}

}  // namespace edge::probe
