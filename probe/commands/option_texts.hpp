// What the texts of options mean that several subcommands have. Each function throws a UsageError
// that names the option, what is wrong with it, and how it is written.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/base/secret.hpp"
#include "common/world/endpoint.hpp"
#include "common/world/time.hpp"

namespace edge::probe {

struct ReportFile {
  std::string format;
  std::string path;
};

/// Reads what an option refers to: a file's content, or standard input for "-".
using ReadSource = std::function<Secret(const std::string& path)>;

Duration duration_option(const std::string& name, const std::string& text);
/// An address that a host can have and a port; `port` if none is given, and not 0.
Endpoint endpoint_option(const std::string& name, const std::string& text, std::uint16_t port);
IpAddress address_option(const std::string& name, const std::string& text);
/// What `text`, "@FILE", refers to.
Secret secret_in_file(const std::string& name, const std::string& text, const ReadSource& read);

/// --report FORMAT=PATH, of one of `formats` each, no two to one file.
std::vector<ReportFile> report_files(const std::vector<std::string>& texts,
                                     const std::vector<std::string>& formats);
/// Before the work, so that a path that cannot be written is wrong usage and not a lost hour.
void check_report_files(const std::vector<ReportFile>& reports,
                        const std::vector<std::string>& inputs);

}  // namespace edge::probe
