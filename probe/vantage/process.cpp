#include "probe/vantage/process.hpp"

#include <fmt/format.h>

#include "common/base/escape.hpp"
#include "common/base/whole_number.hpp"
#include "common/files/file_error.hpp"
#include "common/iothub/misplaced_secrets.hpp"
#include "common/world/real/host_facts.hpp"
#include "common/world/real/other_process.hpp"
#include "probe/vantage/rows.hpp"

namespace edge::probe {
namespace {

/// What names files: those would be the process's own, not these of the host.
constexpr const char* kFileVariables[] = {"SSL_CERT_FILE", "SSL_CERT_DIR"};

std::string first_word(const std::string& text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_first_of(" \t\r\n", begin) - begin);
}

/// One that cannot be read is as an empty one, as it is for the C libraries.
std::string own_or_empty(const OtherProcess& process, const std::string& path,
                         OtherNetwork& vantage) {
  try {
    return process.own_file(path);
  } catch (const FileError& error) {
    vantage.warnings.push_back(fmt::format("{}; it is taken as empty", error.what()));
    return {};
  }
}

void take_environment(const OtherProcess& process, OtherNetwork& vantage) {
  try {
    vantage.environment = process.variables();
  } catch (const FileError& error) {
    vantage.environment.emplace();
    vantage.warnings.push_back(fmt::format("{}; its proxy and credentials are not known",
                                           error.what()));
  }
  for (const auto& [name, value] : *vantage.environment) guard_variable(value);
  for (const char* name : kFileVariables) {
    if (vantage.environment->erase(name) == 0) continue;
    vantage.warnings.push_back(fmt::format("{} of {} does not count here: certificates are the "
                                           "host's, or those of --ca-file", name, vantage.words));
  }
}

Elsewhere elsewhere_of(const OtherProcess& process, OtherNetwork& vantage) {
  Elsewhere found{.resolv_conf = own_or_empty(process, "/etc/resolv.conf", vantage),
                  .hosts = own_or_empty(process, "/etc/hosts", vantage),
                  .nsswitch = own_or_empty(process, "/etc/nsswitch.conf", vantage)};
  const Environment& variables = *vantage.environment;
  if (const auto given = variables.find("RES_OPTIONS"); given != variables.end()) {
    found.res_options = given->second;
  }
  if (const auto given = variables.find("LOCALDOMAIN"); given != variables.end()) {
    found.local_domain = given->second;
  }
  found.host_name = first_word(own_or_empty(process, "/etc/hostname", vantage));
  const auto named = variables.find("container");
  found.container = container_engine(process.has_file("/.dockerenv"),
                                     process.has_file("/run/.containerenv"), process.cgroup(),
                                     named == variables.end() ? "" : named->second);
  return found;
}

OtherNetwork find_pid(const VantageRequest& request) {
  const auto number = whole_number<std::uint32_t>(request.what);
  if (number.value_or(0) == 0) {
    throw UsageError(fmt::format("--vantage: {} is not the number of a process",
                                 printable(request.what, 80)));
  }
  return vantage_of_process(*number, fmt::format("process {}", *number));
}

}  // namespace

OtherNetwork vantage_of_process(std::uint32_t number, std::string words) {
  try {
    const OtherProcess process(number);
    OtherNetwork vantage{.words = std::move(words), .network = process.network()};
    take_environment(process, vantage);
    vantage.elsewhere = elsewhere_of(process, vantage);
    return vantage;
  } catch (const FileError& error) {
    throw UsageError(fmt::format("--vantage: {}", error.what()));
  }
}

constinit const VantageRow kPidVantage{
    .name = "pid",
    .form = "pid:N",
    .what = "the network of a process, with its own resolv.conf, hosts and environment",
    .find = find_pid};

}  // namespace edge::probe
