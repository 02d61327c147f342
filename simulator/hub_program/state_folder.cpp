#include "simulator/hub_program/state_folder.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <vector>

#include "common/files/file_error.hpp"

namespace edge::sim {
namespace {

namespace fs = std::filesystem;

// Of the hub's files those that hardly anything else is called: where one is, a hub was.
constexpr std::array kMarks{"ca-key.pem", "control-token.txt", "connection-string.txt"};

// The others, and what every new file system of the ext family has. A folder with such names alone
// is a hub's too; among others a devices.json may be part of somebody's project.
constexpr std::array kMaybe{"ca.pem", "devices.json", "lock", "lost+found", "messages.jsonl",
                            "messages.old.jsonl", "states", "workload.env"};

void make_folder(const std::string& path) {
  try {
    if (fs::is_directory(path)) return;
    fs::create_directories(path);
    fs::permissions(path, fs::perms::owner_all);
  } catch (const fs::filesystem_error& error) {
    throw std::runtime_error("cannot make the folder " + path + ": " + error.code().message() +
                             "; choose another with --state-dir");
  }
}

bool is_hubs(const std::vector<std::string>& names) {
  const auto marks = [](const std::string& name) {
    return std::ranges::find(kMarks, name) != kMarks.end();
  };
  return std::ranges::any_of(names, marks) ||
         std::ranges::all_of(names, [](const std::string& name) {
           return std::ranges::find(kMaybe, name) != kMaybe.end();
         });
}

/// Why others may need a folder; empty if it is there for a hub alone.
std::string others_use_of(const OwnFolder& folder) {
  struct stat found{};
  if (::stat(folder.path().c_str(), &found) != 0) {
    throw_file_error("use the folder", folder.path(), errno);
  }
  if ((found.st_mode & S_ISVTX) != 0) return "it is shared by all users, as /tmp is (sticky bit)";
  const auto names = folder.names();
  if (names.empty()) return {};
  if ((found.st_mode & S_IWOTH) != 0) return "all users may write to it, and it is not empty";
  return is_hubs(names) ? "" : "it is not empty, and no hub made what is in it";
}

void refuse_if_of_others(const OwnFolder& folder) {
  const auto why = others_use_of(folder);
  if (why.empty()) return;
  throw std::runtime_error(fmt::format(
      "cannot keep a hub's state in {}: {}, and a hub takes from other users all rights on its "
      "folder; give --state-dir a new or an empty folder, such as {}",
      folder.path(), why, (fs::path(folder.path()) / "hub-state").string()));
}

}  // namespace

void tell_of_rights(bool taken, const std::string& path, const Warn& warn) {
  if (taken && warn) warn("others had rights on " + path + "; they have been taken away");
}

OwnFolder state_folder(const std::string& named, const Warn& warn) {
  const std::string path = fs::absolute(named).lexically_normal().string();
  make_folder(path);
  try {
    OwnFolder own(path);
    refuse_if_of_others(own);
    tell_of_rights(own.make_private(), path, warn);
    if (::access(path.c_str(), R_OK | W_OK | X_OK) == 0) return own;
    throw_file_error("use the folder", path, errno);
  } catch (const FileError& error) {
    struct stat found{};
    ::stat(path.c_str(), &found);
    const auto owner = belongs_to(found.st_uid);
    throw std::runtime_error(fmt::format(
        "cannot use the folder {}: {}{}: run as that user, or choose another folder with "
        "--state-dir", path, error.reason() == owner ? "" : error.reason() + "; ", owner));
  }
}

}  // namespace edge::sim
