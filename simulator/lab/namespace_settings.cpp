#include "simulator/lab/namespace_settings.hpp"

#include <optional>

#include "common/world/real/network_namespace.hpp"

namespace edge::sim {
namespace {

/// What a new namespace has. All of them begin alike, with what the machine has or with the
/// kernel's defaults (net.core.devconf_inherit_init_net), so each setting is read in one only.
std::optional<int> first_value(const std::string& name) {
  static std::map<std::string, std::optional<int>> known;
  const auto [found, asked_first] = known.try_emplace(name);
  if (asked_first) found->second = read_sysctl(name);
  return found->second;
}

}  // namespace

void NamespaceSettings::set(const std::string& name, int value) {
  const auto written = written_.find(name);
  const auto present = written == written_.end() ? first_value(name) : written->second;
  if (present == value) return;
  write_sysctl(name, std::to_string(value));
  written_[name] = value;
}

void NamespaceSettings::set_if_there(const std::string& name, int value) {
  if (first_value(name)) set(name, value);
}

}  // namespace edge::sim
