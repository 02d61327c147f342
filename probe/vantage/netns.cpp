#include <fmt/format.h>

#include "common/base/escape.hpp"
#include "common/files/file_error.hpp"
#include "common/files/named_file.hpp"
#include "common/world/real/host_facts.hpp"
#include "common/world/real/network_namespace.hpp"
#include "probe/vantage/rows.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kMostBytes = 1 << 20;  // of a file

/// `ip netns exec` mounts the files of /etc/netns/NAME over those of /etc.
std::string file_of_namespace(const std::string& name, const std::string& file) {
  const auto own = read_file_if_present("/etc/netns/" + name + "/" + file, {kMostBytes});
  return own.empty() ? read_file_if_present("/etc/" + file, {kMostBytes}) : own;
}

OtherNetwork find_netns(const VantageRequest& request) {
  constexpr std::string_view kNamed = "/run/netns/";  // by ip-netns(8)
  const std::string& what = request.what;
  try {
    OtherNetwork vantage{.words = "namespace " + printable(what, 200),
                    .network = open_network_namespace(what)};
    const auto at = what.find(kNamed);
    const auto name = at == what.npos ? std::string() : what.substr(at + kNamed.size());
    if (name.empty() || name.find('/') != name.npos) return vantage;
    if (read_file_if_present("/etc/netns/" + name + "/resolv.conf", {kMostBytes}).empty()) {
      return vantage;
    }
    vantage.elsewhere = Elsewhere{.resolv_conf = file_of_namespace(name, "resolv.conf"),
                                  .hosts = file_of_namespace(name, "hosts"),
                                  .nsswitch = file_of_namespace(name, "nsswitch.conf"),
                                  .host_name = read_host_name()};
    return vantage;
  } catch (const FileError& error) {
    throw UsageError(fmt::format("--vantage: {}", error.what()));
  }
}

}  // namespace

constinit const VantageRow kNetnsVantage{
    .name = "netns",
    .form = "netns:PATH",
    .what = "a network namespace by its file, such as /run/netns/NAME or /proc/N/ns/net",
    .find = find_netns};

}  // namespace edge::probe
