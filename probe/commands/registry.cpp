// edgeprobe registry: can this device pull an image, and if not, why?
#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <stdexcept>

#include "common/base/arguments.hpp"
#include "common/files/named_file.hpp"
#include "common/world/real/end_signals.hpp"
#include "common/world/real/environment.hpp"
#include "common/world/real/real_world.hpp"
#include "probe/commands/printing.hpp"
#include "probe/commands/registry_options.hpp"
#include "probe/commands/rows.hpp"
#include "probe/commands/source.hpp"
#include "probe/commands/until_signal.hpp"
#include "probe/registry/registry_output.hpp"
#include "probe/run/run.hpp"

namespace edge::probe {
namespace {

constexpr const char* kRegistryExamples = R"(Examples:
  sudo edgeprobe registry contoso.azurecr.io/agent:1.5      with config.toml's credentials
  edgeprobe registry mcr.microsoft.com/azureiotedge-agent:1.5 --anonymous
  edgeprobe registry contoso.azurecr.io/module:3 --user puller --password-file -
  edgeprobe registry ... --platform linux/arm/v7            for another device than this one
  edgeprobe registry ... --plan                             who would be contacted; sends nothing

Exit codes: 0 the image can be pulled, 1 it cannot, 2 wrong usage, 3 edgeprobe failed.)";

constexpr ReadLimits kLimits{1 << 20};

OptionalFile read_if_there(const std::string& path) {
  OptionalFile file;
  try {
    file.text = read_file_if_present(path, kLimits);
    if (file.text.empty()) file.problem = "there is no " + path + ", or it is empty";
  } catch (const std::runtime_error& error) {
    file.problem = error.what();
  }
  return file;
}

int check_for_real(const RegistryCommand& command, const std::string& format) {
  boost::asio::io_context context(1);
  const auto warn = [](const std::string& text) { write_error_line("edgeprobe", text); };
  const auto world = make_real_world(context, {.warn = warn});
  const EndSignals signals;
  Event interruption;
  const RegistryReport report =
      until_signal(context, signals, interruption,
                   check_registry(*world, command.options, &interruption));
  write_standard_output(format == "json"
                            ? registry_json_text(report)
                            : registry_text(report, {text_columns(), wants_colours()}));
  return report.exit_code;
}

void add_registry_options(CLI::App& app, RegistryTexts& texts) {
  app.add_option("IMAGE", texts.image, "REGISTRY/NAME:TAG, as the deployment has it")
      ->required()->check(value_problem);
  app.add_option("--user", texts.user, "Its user at the registry, with --password-file")
      ->check(value_problem);
  app.add_option("--password-file", texts.password_file,
                 "FILE with the password, or with user:password; - for standard input")
      ->check(value_problem);
  app.add_option("--agent-config", texts.agent_config,
                 "The device's config.toml with [agent.config.auth]; else /etc/aziot/config.toml")
      ->check(value_problem);
  app.add_flag("--anonymous", texts.anonymous, "Without credentials");
  app.add_flag("--no-compare", texts.no_compare,
               "Do not try the engine's own credentials where those do not do");
  app.add_option("--platform", texts.platform, "Of the device: OS/ARCHITECTURE")
      ->check(value_problem)->default_val(own_platform());
  app.add_option("--proxy", texts.proxy,
                 "http://host:port or @FILE with it, as the container engine uses it")
      ->check(value_problem);
  app.add_option("--proxy-credentials", texts.proxy_credentials, "@FILE with user:password")
      ->check(value_problem);
  app.add_option("--dns", texts.dns, "Ask this name server, IP[:PORT], not resolv.conf's")
      ->check(value_problem);
  app.add_option("--ca-file", texts.ca_file,
                 "Trust these PEM certificates, not the system's (nor SSL_CERT_FILE)")
      ->check(value_problem);
  app.add_flag("--plan", texts.plan, "Print who would be contacted, send nothing");
  app.add_option("-o,--output", texts.format, "What to print")
      ->check(CLI::IsMember({"text", "json"}))->capture_default_str();
}

CommandAction define_registry(CLI::App& app) {
  auto texts = std::make_shared<RegistryTexts>();
  add_registry_options(app, *texts);
  return [texts](ProcessArguments& arguments) {
    const RegistryCommand command =
        understand_registry(*texts, environment_variables(), read_secret, read_if_there);
    for (const auto& secret : command.secrets) arguments.wipe(secret.reveal());
    for (const auto& warning : command.warnings) write_error_line("edgeprobe", warning);
    const Options& common = command.options.pull.common;
    if (!texts->plan) {
      make_tls_client(common, "plan.invalid");  // a bad CA file: wrong usage
      return check_for_real(command, texts->format);
    }
    check_trust_of_plan(common);
    write_standard_output(describe_registry_check(command.options));
    return 0;
  };
}

}  // namespace

constinit const CommandRow kRegistryCommand{
    .name = "registry",
    .what = "Can an image be pulled here, with the agent's credentials, and if not, why",
    .examples = kRegistryExamples,
    .define = define_registry};

}  // namespace edge::probe
