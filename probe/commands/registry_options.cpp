#include "probe/commands/registry_options.hpp"

#include <fmt/format.h>

#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "probe/commands/proxy_option.hpp"
#include "probe/identity/credentials.hpp"
#include "probe/registry/answers.hpp"

namespace edge::probe {
namespace {

constexpr const char* kAgentConfig = "/etc/aziot/config.toml";

/// What is written there may be the password itself: the name is not said back.
Secret password_in(const std::string& text, const ReadSource& read_secret) {
  try {
    return read_secret(text.substr(text.starts_with('@') ? 1 : 0));
  } catch (const UsageError&) {
    throw UsageError("--password-file: it cannot be read; write the name of a file that has the "
                     "password, or - for standard input");
  }
}

/// Given, else those of the device's config.toml: that it is not there, or is root's, is told.
void understand_login(RegistryCommand& command, const RegistryTexts& texts,
                      const ReadSource& read_secret, const ReadOptional& read_optional) {
  RegistryOptions& options = command.options;
  if (texts.anonymous) {
    options.login_note = "--anonymous";
    return;
  }
  if (!texts.password_file.empty()) {
    if (texts.user.find(':') != texts.user.npos) {
      throw UsageError("--user: has a ':' in it, which no user has; the password belongs into a "
                       "file, --password-file FILE");
    }
    const std::string source = texts.user.empty() ? "--password-file" : "--user";
    const Secret password = password_in(texts.password_file, read_secret);
    options.pull.login = given_login(source, texts.user, password.reveal());
    return;
  }
  if (!texts.user.empty()) throw UsageError("--user: needs --password-file FILE (- to type it)");
  const bool named = !texts.agent_config.empty();
  const std::string path = named ? texts.agent_config : kAgentConfig;
  const OptionalFile file = read_optional(path);
  if (named && !file.problem.empty()) throw UsageError("--agent-config: " + file.problem);
  if (!file.problem.empty()) {
    options.login_note = file.problem;
    return;
  }
  FoundLogin found = agent_login(file.text, printable(path), options.pull.image);
  options.pull.login = std::move(found.login);
  options.login_note = std::move(found.note);
}

/// Where `docker login` and `podman login` leave credentials.
std::vector<std::string> engine_files(const Environment& environment) {
  const auto value = [&](const char* name) { return value_of(environment, name); };
  const std::string home = value("HOME");
  std::vector<std::string> files;
  if (!value("DOCKER_CONFIG").empty()) {
    files.push_back(value("DOCKER_CONFIG") + "/config.json");
  } else if (!home.empty()) {
    files.push_back(home + "/.docker/config.json");
  }
  if (!value("REGISTRY_AUTH_FILE").empty()) files.push_back(value("REGISTRY_AUTH_FILE"));
  const std::string runtime = value("XDG_RUNTIME_DIR"), config = value("XDG_CONFIG_HOME");
  if (!runtime.empty()) files.push_back(runtime + "/containers/auth.json");
  if (!config.empty()) files.push_back(config + "/containers/auth.json");
  else if (!home.empty()) files.push_back(home + "/.config/containers/auth.json");
  return files;
}

void find_engine_logins(RegistryOptions& options, const Environment& environment,
                        const ReadOptional& read_optional) {
  for (const auto& path : engine_files(environment)) {
    const OptionalFile file = read_optional(path);
    if (file.text.empty()) continue;  // that there is none is the usual case
    auto found = engine_logins(file.text, printable(path), options.pull.image);
    for (auto& login : found.logins) options.others.push_back(std::move(login));
    for (auto& note : found.notes) options.notes.push_back(std::move(note));
  }
}

void understand_proxy_option(RegistryCommand& command, const RegistryTexts& texts,
                             const ReadSource& read_secret) {
  if (texts.proxy.empty()) {
    if (!texts.proxy_credentials.empty()) throw UsageError("--proxy-credentials: needs --proxy");
    return;
  }
  NamedProxies named = named_proxy(texts.proxy, texts.proxy_credentials, read_secret);
  command.options.pull.common.proxy = std::move(named.proxies.front());
  for (auto& secret : named.secrets) command.secrets.push_back(std::move(secret));
  for (auto& warning : named.warnings) command.warnings.push_back(std::move(warning));
}

}  // namespace

std::string own_platform() {
#if defined(__aarch64__)
  return "linux/arm64";
#elif defined(__arm__)
  return "linux/arm/v7";
#else
  return "linux/amd64";
#endif
}

RegistryCommand understand_registry(const RegistryTexts& texts, const Environment& environment,
                                    const ReadSource& read_secret,
                                    const ReadOptional& read_optional) {
  RegistryCommand command;
  RegistryOptions& options = command.options;
  options.pull.image = parse_image(texts.image);
  options.pull.platform = texts.platform;
  if (!is_platform(texts.platform)) {
    throw UsageError(fmt::format("--platform {}: write OS/ARCHITECTURE, such as linux/arm64 or "
                                 "linux/arm/v7", printable(texts.platform, 40)));
  }
  Options& common = options.pull.common;
  common.ca_file = texts.ca_file;
  use_system_trust(common, environment);
  if (!texts.dns.empty()) common.dns = endpoint_option("--dns", texts.dns, 53);
  understand_proxy_option(command, texts, read_secret);
  understand_login(command, texts, read_secret, read_optional);
  if (!texts.no_compare) find_engine_logins(options, environment, read_optional);
  return command;
}

}  // namespace edge::probe
