#include "simulator/lab/uid_ranges.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <sstream>
#include <vector>

#include "common/files/descriptor.hpp"
#include "common/files/named_file.hpp"

namespace edge::sim {
namespace {

constexpr std::size_t kLargestSubuidFile = 1 << 20;  // bytes of /etc/subuid
constexpr unsigned kWanted = 65535;

std::string user_name() {
  const passwd* entry = ::getpwuid(::geteuid());
  return entry ? entry->pw_name : "";
}

/// The first number of a range of kWanted or more that /etc/subuid (subuid(5)) gives this user.
std::string range_of(const std::string& file) {
  std::istringstream lines(read_file_if_present(file, {kLargestSubuidFile}));
  const auto name = user_name(), number = std::to_string(::geteuid());
  for (std::string line; std::getline(lines, line);) {
    const auto first = line.find(':');
    const auto second = line.find(':', first == std::string::npos ? first : first + 1);
    if (second == std::string::npos) continue;
    const auto whose = line.substr(0, first);
    unsigned count = 0;
    std::from_chars(line.data() + second + 1, line.data() + line.size(), count);
    if ((whose == name || whose == number) && count >= kWanted) {
      return line.substr(first + 1, second - first - 1);
    }
  }
  return {};
}

/// Exit code of `command`, whose output is not shown; 127: not there.
int run_quietly(std::vector<std::string> command) {
  const pid_t child = ::fork();
  if (child == 0) {
    const int nothing = ::open("/dev/null", O_RDWR);
    ::dup2(nothing, 1);
    ::dup2(nothing, 2);
    std::vector<char*> arguments;
    for (auto& argument : command) arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    ::execvp(arguments.front(), arguments.data());
    ::_exit(127);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

std::string write_map(pid_t child, const std::string& map, const std::string& text) {
  const auto path = fmt::format("/proc/{}/{}", child, map);
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  const bool written = file.valid() && ::write(file.get(), text.data(), text.size()) > 0;
  return written ? "" : fmt::format("write {}: {}", map, std::strerror(errno));
}

std::string map_ids(pid_t child, const char* map, const char* helper, const char* ranges,
                    unsigned own) {
  if (::geteuid() == 0) return write_map(child, map, fmt::format("0 0 1\n1 1 {}\n", kWanted));
  const auto start = range_of(ranges);
  if (start.empty()) return fmt::format("{} has no range of {} for this user", ranges, kWanted);
  const int code = run_quietly({helper, std::to_string(child), "0", std::to_string(own), "1", "1",
                                start, std::to_string(kWanted)});
  if (code == 127) return std::string(helper) + " is not installed";
  return code == 0 ? "" : std::string(helper) + " refused (is it still setuid root?)";
}

}  // namespace

std::string map_uid_ranges() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::string("pipe: ") + std::strerror(errno);
  const Descriptor from(ends[0]);
  Descriptor into(ends[1]);
  const pid_t child = ::fork();
  if (child < 0) return std::string("fork: ") + std::strerror(errno);
  if (child == 0) {
    const char error = ::unshare(CLONE_NEWUSER) == 0 ? 0 : static_cast<char>(errno);
    if (::write(into.get(), &error, 1) == 1) ::pause();
    ::_exit(0);
  }
  char error = EIO;
  if (::read(from.get(), &error, 1) != 1) error = EIO;
  std::string reason;
  if (error != 0) reason = std::string("unshare(CLONE_NEWUSER): ") + std::strerror(error);
  if (reason.empty()) {
    reason = map_ids(child, "uid_map", "newuidmap", "/etc/subuid", ::geteuid());
  }
  if (reason.empty()) {
    reason = map_ids(child, "gid_map", "newgidmap", "/etc/subgid", ::getegid());
  }
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  return reason;
}

}  // namespace edge::sim
