#include "probe/commands/command_line.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "common/base/arguments.hpp"
#include "common/base/duration_text.hpp"
#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/base/version.hpp"
#include "common/commit/commit.hpp"
#include "common/world/address.hpp"
#include "probe/commands/command_line_options.hpp"
#include "probe/output/outputs.hpp"

namespace edge::probe {
namespace {

constexpr std::array<std::string_view, 3> kCommands = {"run", "explain", "list"};

Duration duration_option(const std::string& name, const std::string& text) {
  const auto parsed = parse_duration(text);
  if (!parsed || parsed->count() == 0) {
    throw UsageError(fmt::format("{} {}: write a duration such as 30s, 500ms or 5m (at most 24h)",
                                 name, text));
  }
  return *parsed;
}

/// Addresses that nobody can be reached at. Throws UsageError.
void refuse_unusable(const std::string& name, const IpAddress& address) {
  const bool broadcast = address == boost::asio::ip::address_v4::broadcast();
  if (!address.is_unspecified() && !address.is_multicast() && !broadcast) return;
  throw UsageError(fmt::format("{} {}: no single host has this address ({})", name,
                               address.to_string(),
                               address.is_unspecified() ? "it is the unspecified one"
                               : broadcast              ? "it is for broadcasts"
                                                        : "it is for multicasts"));
}

Endpoint endpoint_option(const std::string& name, const std::string& text, std::uint16_t port) {
  const auto parsed = parse_endpoint(text, port);
  if (!parsed || parsed->port == 0) {
    throw UsageError(fmt::format("{} {}: write an IP address and a port from 1 to 65535, such as "
                                 "192.0.2.1:{}",
                                 name, printable(text, 80), port ? port : 443));
  }
  refuse_unusable(name, parsed->address);
  return *parsed;
}

IpAddress address_option(const std::string& name, const std::string& text) {
  const auto parsed = parse_address(text);
  if (!parsed) {
    throw UsageError(fmt::format("{} {}: write an IP address alone, such as 192.0.2.1 or "
                                 "2001:db8::1", name, printable(text, 80)));
  }
  refuse_unusable(name, *parsed);
  return *parsed;
}

/// What `text`, "@FILE", refers to.
std::string read_named_file(const std::string& name, const std::string& text,
                            const ReadSource& read) {
  if (!text.starts_with('@')) throw UsageError(name + ": write @FILE, so that no secret is shown");
  if (text.size() == 1) throw UsageError(name + " @: the file's name is missing behind the @");
  return read(text.substr(1));
}

void understand_connection_string(Command& command, const std::string& text,
                                  const ReadSource& read) {
  const bool from_stdin = text == "-";
  const bool from_file = text.starts_with('@');
  if (!from_stdin && !from_file) {
    command.secrets.push_back(text);
    command.warnings.push_back("the connection string was visible in the process list; "
                               "--connection-string @FILE or - keeps it out");
  }
  std::string content = from_stdin  ? read("-")
                        : from_file ? read_named_file("--connection-string", text, read)
                                    : text;
  while (!content.empty() && std::isspace(static_cast<unsigned char>(content.back()))) {
    content.pop_back();
  }
  use_connection_string(command.options, content);
}

void understand_proxy(Command& command, const OptionTexts& texts, const Environment& environment,
                      const ReadSource& read) {
  Options& options = command.options;
  if (texts.proxy.empty()) {
    if (!texts.proxy_credentials.empty()) throw UsageError("--proxy-credentials: needs --proxy");
    const bool set = environment.contains("https_proxy") || environment.contains("HTTPS_PROXY");
    if (set) command.warnings.push_back("https_proxy is set, but this agent does not read it; "
                                        "give --proxy to go through it");
    return;
  }
  options.proxy = parse_proxy(texts.proxy);
  if (!options.proxy->password.empty()) {
    command.secrets.push_back(texts.proxy);
    command.warnings.push_back("the proxy's password was visible in the process list; "
                               "--proxy-credentials @FILE keeps it out");
  }
  if (texts.proxy_credentials.empty()) return;
  use_proxy_credentials(*options.proxy,
                        read_named_file("--proxy-credentials", texts.proxy_credentials, read));
}

/// One path for every way to write it, as far as the file system tells.
std::filesystem::path resolved(const std::string& path) {
  std::error_code error;
  const auto found = std::filesystem::weakly_canonical(std::filesystem::absolute(path), error);
  return error ? std::filesystem::path(path) : found;
}

void understand_reports(Command& command, const std::vector<std::string>& reports) {
  const auto known = output_names();
  for (const auto& text : reports) {
    const auto equals = text.find('=');
    const std::string format = text.substr(0, equals);
    const bool known_format = std::ranges::find(known, format) != known.end();
    if (equals == std::string::npos || !known_format || equals + 1 == text.size()) {
      throw UsageError(fmt::format("--report {}: write FORMAT=PATH, FORMAT one of: {}", text,
                                   fmt::join(known, ", ")));
    }
    const std::string path = text.substr(equals + 1);
    for (const auto& other : command.reports) {
      if (resolved(other.path) != resolved(path)) continue;
      throw UsageError(fmt::format("--report {}: two reports cannot go to one file", text));
    }
    command.reports.push_back({format, path});
  }
}

void understand_run(Command& command, const OptionTexts& texts, const Environment& environment,
                    const ReadSource& read) {
  Options& options = command.options;
  if (!texts.connection_string.empty()) {
    understand_connection_string(command, texts.connection_string, read);
  } else if (!texts.hub.empty()) {
    options.hub = checked_host_name("--hub", texts.hub);
    options.identity_note = "--hub gives no credentials";
  } else {
    use_environment(options, environment);
  }
  if (const auto file = environment.find("SSL_CERT_FILE"); file != environment.end()) {
    options.system_bundle = file->second;  // as .NET and OpenSSL read it
  }
  if (!texts.hold.empty()) options.hold = duration_option("--hold", texts.hold);
  if (!texts.attempt_timeout.empty()) {
    options.attempt_timeout = duration_option("--attempt-timeout", texts.attempt_timeout);
  }
  if (!texts.address.empty()) {
    options.address = address_option("--address", texts.address);
  }
  if (!texts.dns.empty()) options.dns = endpoint_option("--dns", texts.dns, 53);
  if (!texts.control.empty()) options.control = endpoint_option("--control", texts.control, 0);
  understand_proxy(command, texts, environment, read);
  understand_reports(command, texts.reports);
}

}  // namespace

Command parse_command_line(const std::vector<std::string>& arguments,
                           const Environment& environment, const ReadSource& read) {
  CLI::App app{"Says why an Azure IoT Edge agent cannot reach its IoT hub from this network"};
  app.name("edgeprobe");
  app.set_version_flag("--version", std::string("edgeprobe ") + kVersion + kCommit);
  // CLI11 would only say that a subcommand is required. The word may be a misplaced secret.
  if (!arguments.empty()) refuse_unknown_command({without_secrets(arguments.front())}, kCommands);
  Command command;
  OptionTexts texts;
  bool plan = false;
  add_options(app, command, texts, plan);
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::Success& done) {
    std::ostringstream text;
    app.exit(done, text, text);
    command.text = text.str();
    return command;
  } catch (const CLI::ParseError& error) {
    // CLI11 quotes arguments it did not expect; one of them may be a connection string.
    throw UsageError(without_secrets(error.what()));
  }
  if (app.got_subcommand("run")) {
    understand_run(command, texts, environment, read);
    command.action = plan ? Action::plan : Action::run;
  } else {
    command.action = app.got_subcommand("explain") ? Action::explain : Action::list;
  }
  return command;
}

}  // namespace edge::probe
