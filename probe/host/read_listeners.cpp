#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <sstream>

#include "common/base/whole_number.hpp"
#include "common/files/named_file.hpp"
#include "probe/host/listeners.hpp"

namespace edge::probe {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxTable = 16 << 20;      // /proc/net/tcp of 100,000 sockets
constexpr std::size_t kMaxProcessFile = 64 * 1024;
constexpr std::size_t kMaxUsers = 1 << 20;

/// Empty for a process that has ended meanwhile, or is another's.
std::string read_of_process(int process, const char* name) {
  try {
    ReadLimits limits{kMaxProcessFile};
    limits.cut = true;
    return read_file_if_present(fmt::format("/proc/{}/{}", process, name), limits);
  } catch (const std::runtime_error&) {
    return {};
  }
}

/// The processes there are, the oldest numbers first.
std::vector<int> processes() {
  std::vector<int> found;
  std::error_code error;
  for (fs::directory_iterator it("/proc", error), end; !error && it != end; it.increment(error)) {
    if (const auto number = whole_number<int>(it->path().filename().string())) {
      found.push_back(*number);
    }
  }
  std::ranges::sort(found);
  return found;
}

/// The inodes of a process's sockets.
template <class Take>
void for_each_socket(int process, Take take) {
  constexpr std::string_view kBegin = "socket:[";
  std::error_code error;
  fs::directory_iterator it(fmt::format("/proc/{}/fd", process), error), end;
  for (; !error && it != end; it.increment(error)) {
    std::error_code gone;
    const std::string target = fs::read_symlink(it->path(), gone).string();
    if (gone || !target.starts_with(kBegin)) continue;
    const auto digits = std::string_view(target).substr(kBegin.size());
    const auto inode = whole_number<std::uint64_t>(digits.substr(0, digits.size() - 1));
    if (inode) take(*inode);
  }
}

std::string without_line_end(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

void name_process(int process, HostListener& listener) {
  listener.process = process;
  listener.program = without_line_end(read_of_process(process, "comm"));
  take_control_group(read_of_process(process, "cgroup"), listener);
  take_command_line(read_of_process(process, "cmdline"), listener);
}

void name_processes(std::vector<HostListener>& listeners) {
  auto left = static_cast<std::size_t>(std::ranges::count(listeners, 0, &HostListener::process));
  for (const int process : processes()) {
    if (left == 0) return;
    for_each_socket(process, [&](std::uint64_t inode) {
      for (HostListener& each : listeners) {
        if (each.inode != inode || each.process != 0) continue;
        name_process(process, each);
        --left;
      }
    });
  }
}

/// By /etc/passwd alone: no name service is asked.
void name_users(std::vector<HostListener>& listeners) {
  std::string text;
  try {
    text = read_file_if_present("/etc/passwd", {kMaxUsers});
  } catch (const std::runtime_error&) {
    return;  // the number is shown
  }
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    std::string name, unused, number;
    std::getline(fields, name, ':');
    std::getline(fields, unused, ':');
    std::getline(fields, number, ':');
    const auto id = whole_number<std::uint32_t>(number);
    for (HostListener& each : listeners) {
      if (id == each.user_id && each.user.empty()) each.user = name;
    }
  }
}

}  // namespace

ReadListeners read_listeners() {
  ReadListeners read;
  for (const char* path : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    try {
      ReadLimits limits{kMaxTable};
      limits.cut = true;
      for (HostListener& each : parse_listeners(read_file_if_present(path, limits))) {
        read.listeners.push_back(std::move(each));
      }
    } catch (const std::runtime_error& error) {
      read.problem = error.what();
    }
  }
  name_processes(read.listeners);
  name_users(read.listeners);
  const bool hidden = std::ranges::count(read.listeners, 0, &HostListener::process) > 0;
  if (hidden && read.problem.empty()) {
    read.problem = "another user's processes show theirs to root only: run it with sudo";
  }
  return read;
}

}  // namespace edge::probe
