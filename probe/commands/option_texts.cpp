#include "probe/commands/option_texts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "common/base/duration_text.hpp"
#include "common/base/escape.hpp"
#include "common/base/key_value.hpp"
#include "common/base/usage_error.hpp"
#include "common/files/named_file.hpp"
#include "common/files/output_file.hpp"
#include "common/world/address.hpp"

namespace edge::probe {
namespace {

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

}  // namespace

Duration duration_option(const std::string& name, const std::string& text) {
  const auto parsed = parse_duration(text);
  if (!parsed || parsed->count() == 0) {
    throw UsageError(fmt::format("{} {}: write a duration such as 30s, 500ms or 5m (at most 24h)",
                                 name, text));
  }
  return *parsed;
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

Secret secret_in_file(const std::string& name, const std::string& text, const ReadSource& read) {
  if (!text.starts_with('@')) throw UsageError(name + ": write @FILE, so that no secret is shown");
  if (text.size() == 1) throw UsageError(name + " @: the file's name is missing behind the @");
  return read(text.substr(1));
}

std::vector<ReportFile> report_files(const std::vector<std::string>& texts,
                                     const std::vector<std::string>& formats) {
  std::vector<ReportFile> files;
  for (const auto& text : texts) {
    const auto split = key_value(text);
    const std::string format(split ? split->key : "");
    const bool known_format = std::ranges::find(formats, format) != formats.end();
    if (!split || !known_format || split->value.empty()) {
      throw UsageError(fmt::format("--report {}: write FORMAT=PATH, FORMAT one of: {}", text,
                                   fmt::join(formats, ", ")));
    }
    const std::string path(split->value);
    for (const auto& other : files) {
      if (!same_file(other.path, path)) continue;
      throw UsageError(fmt::format("--report {}: two reports cannot go to one file", text));
    }
    files.push_back({format, path});
  }
  return files;
}

void check_report_files(const std::vector<ReportFile>& reports,
                        const std::vector<std::string>& inputs) {
  for (const auto& report : reports) {
    refuse_to_replace({"--report", report.path}, inputs);
    try {
      check_writable(report.path);
    } catch (const std::runtime_error& error) {
      throw UsageError(std::string("--report: ") + error.what());
    }
  }
}

}  // namespace edge::probe
