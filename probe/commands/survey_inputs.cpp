#include "probe/commands/survey_inputs.hpp"

#include <CLI/CLI.hpp>

#include "common/base/arguments.hpp"

namespace edge::probe {
namespace {

void add_placeholders(CLI::App& app, SurveyTexts& texts) {
  for (const PlaceholderRow& row : placeholder_rows()) {
    const auto take = [&texts, name = std::string(row.name)](const std::string& value) {
      texts.values[name] = value;
    };
    app.add_option_function<std::string>("--" + std::string(row.name), take,
                                         std::string(row.what))
        ->check(value_problem)->option_text("NAME");
  }
}

}  // namespace

void add_survey_inputs(CLI::App& app, SurveyTexts& texts) {
  app.add_option("CATALOGUE", texts.catalogues,
                 "Files in YAML, or azure-iot-edge, which is taken if none is named")
      ->check(value_problem);
  add_placeholders(app, texts);
  app.add_option("--parallel", texts.parallel, "How many endpoints are tried at a time")
      ->check(CLI::Range(1, kMostParallel))->capture_default_str();
  app.add_option("--proxy", texts.proxies,
                 "http://host:port or @FILE of them, for the components that use one; repeatable, "
                 "each is tried")
      ->allow_extra_args(false)->check(value_problem);  // what follows is a catalogue
  app.add_option("--proxy-credentials", texts.proxy_credentials, "@FILE with user:password")
      ->check(value_problem);
  app.add_flag("--also-direct", texts.also_direct,
               "Try those that use a proxy without it as well");
  app.add_option("--dns", texts.dns, "Ask this name server, IP[:PORT], not resolv.conf's")
      ->check(value_problem);
  app.add_option("--ca-file", texts.ca_file,
                 "Trust these PEM certificates, not the system's (nor SSL_CERT_FILE)")
      ->check(value_problem);
  app.add_option("--site", texts.site, "The site's name, for the report")->check(value_problem);
  app.add_option("--label", texts.labels, "KEY=VALUE, for the report; repeatable")
      ->allow_extra_args(false)->check(value_problem);
}

}  // namespace edge::probe
