#include "common/world/real/legacy_tables.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sstream>

#include "common/files/descriptor.hpp"
#include "common/files/file_error.hpp"
#include "common/files/named_file.hpp"

namespace edge {
namespace {

constexpr const char* kNamesPath = "/proc/net/ip_tables_names";
constexpr std::size_t kMaxNamesBytes = 4096;
constexpr std::size_t kMaxTableBytes = 64 << 20;
constexpr int kTableReadings = 4;  // of a table that changes meanwhile
// linux/netfilter_ipv4/ip_tables.h, which is no C++ of ours.
constexpr int kGetInfo = 64, kGetEntries = 65;  // IPT_SO_GET_*

struct TableInfo {
  char name[32];
  std::uint32_t valid_hooks, entry_points[5], policies[5], entries, size;
};

struct EntriesRequest {
  char name[32];
  std::uint32_t size, padding;
};

ErrorCode table_error() { return {errno, boost::system::system_category()}; }

/// EAGAIN: it has changed since its size was asked for.
Result<LegacyTable> read_once(int socket, const std::string& name) {
  TableInfo info{};
  name.copy(info.name, sizeof info.name - 1);
  socklen_t size = sizeof info;
  if (::getsockopt(socket, IPPROTO_IP, kGetInfo, &info, &size) < 0) return table_error();
  if (info.size > kMaxTableBytes) return ErrorCode{E2BIG, boost::system::system_category()};
  EntriesRequest request{};
  name.copy(request.name, sizeof request.name - 1);
  request.size = info.size;
  std::string answer(sizeof request + info.size, '\0');
  std::memcpy(answer.data(), &request, sizeof request);
  size = static_cast<socklen_t>(answer.size());
  if (::getsockopt(socket, IPPROTO_IP, kGetEntries, answer.data(), &size) < 0) return table_error();
  LegacyTable table{name, info.valid_hooks, {}, {}, answer.substr(sizeof request)};
  std::ranges::copy(info.entry_points, table.entry_points.begin());
  std::ranges::copy(info.policies, table.policies.begin());
  return table;
}

Result<LegacyTable> read_table(int socket, const std::string& name) {
  for (int i = 1;; ++i) {
    auto table = read_once(socket, name);
    if (table || table.error().value() != EAGAIN || i == kTableReadings) return table;
  }
}

}  // namespace

Result<std::vector<LegacyTable>> read_legacy_tables() {
  std::string names;
  try {
    names = read_file_if_present(kNamesPath, {kMaxNamesBytes});
  } catch (const std::runtime_error&) {
    return ErrorCode{EACCES, boost::system::system_category()};
  }
  std::vector<LegacyTable> tables;
  if (names.empty()) return tables;
  const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket.valid()) return table_error();
  std::istringstream lines(names);
  for (std::string name; std::getline(lines, name);) {
    auto table = read_table(socket.get(), name);
    if (!table) return table.error();
    tables.push_back(std::move(*table));
  }
  return tables;
}

}  // namespace edge
