#include "common/files/own_folder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "common/files/file_error.hpp"

namespace edge {
namespace {

constexpr mode_t kOthers = S_IRWXG | S_IRWXO;

/// Hidden, and of a form that people give to no file of theirs: what has it may be taken away.
std::string temporary_name(const std::string& name) { return "." + name + ".tmp"; }
bool is_temporary(std::string_view name) { return name.starts_with('.') && name.ends_with(".tmp"); }

/// What O_NOFOLLOW met.
[[noreturn]] void refuse(std::string_view attempt, const std::string& path, int error) {
  if (error == ELOOP) throw FileError(attempt, path, "it is a link, which is not followed here");
  throw_file_error(attempt, path, error);
}

/// Owned by somebody who could read and change all of this user's files anyway.
bool is_trusted(uid_t user) { return user == ::geteuid() || user == 0; }

/// Throws unless it is regular and of the right owner.
struct stat checked(const Descriptor& file, std::string_view attempt, const std::string& path) {
  struct stat found{};
  if (::fstat(file.get(), &found) != 0) throw_file_error(attempt, path, errno);
  if (S_ISDIR(found.st_mode)) throw_file_error(attempt, path, EISDIR);
  if (!S_ISREG(found.st_mode)) throw FileError(attempt, path, "it is no regular file");
  if (!is_trusted(found.st_uid)) throw FileError(attempt, path, belongs_to(found.st_uid));
  return found;
}

/// Up to `max_bytes`, beginning with the byte `at`.
std::string read_from(const Descriptor& file, std::size_t at, std::size_t max_bytes,
                      const std::string& path) {
  std::string text;
  std::array<char, 64 * 1024> chunk;
  while (text.size() < max_bytes) {
    const auto wanted = std::min(chunk.size(), max_bytes - text.size());
    const ssize_t count =
        ::pread(file.get(), chunk.data(), wanted, static_cast<off_t>(at + text.size()));
    if (count == 0) break;
    if (count < 0 && errno != EINTR) throw_file_error("read", path, errno);
    if (count > 0) text.append(chunk.data(), static_cast<std::size_t>(count));
  }
  return text;
}

Descriptor open_folder(int where, const std::string& name, int flags) {
  return Descriptor(::openat(where, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags));
}

}  // namespace

OwnFolder::OwnFolder(const std::string& path) : OwnFolder(path, open_folder(AT_FDCWD, path, 0)) {}

OwnFolder::OwnFolder(std::string path, Descriptor descriptor)
    : path_(std::move(path)), descriptor_(std::make_shared<Descriptor>(std::move(descriptor))) {
  if (!descriptor_->valid()) {
    // A link gives ENOTDIR where only a folder is asked for.
    struct stat found{};
    const int error = errno;
    const bool link = ::lstat(path_.c_str(), &found) == 0 && S_ISLNK(found.st_mode);
    refuse("use the folder", path_, link && error == ENOTDIR ? ELOOP : error);
  }
  struct stat found{};
  if (::fstat(descriptor_->get(), &found) != 0) throw_file_error("use the folder", path_, errno);
  if (found.st_uid != ::geteuid()) {
    throw FileError("use the folder", path_, belongs_to(found.st_uid));
  }
}

OwnFolder OwnFolder::inside(const std::string& any, const std::string& name, mode_t mode) {
  const Descriptor where = open_folder(AT_FDCWD, any, 0);
  if (!where.valid()) throw_file_error("use the folder", any, errno);
  return made_in(where, name, any + "/" + name, mode);
}

OwnFolder OwnFolder::folder(const std::string& name, mode_t mode) const {
  return made_in(*descriptor_, name, path_of(name), mode);
}

OwnFolder OwnFolder::made_in(const Descriptor& where, const std::string& name,
                             const std::string& path, mode_t mode) {
  if (::mkdirat(where.get(), name.c_str(), mode) != 0 && errno != EEXIST) {
    throw_file_error("make the folder", path, errno);
  }
  return {path, open_folder(where.get(), name, O_NOFOLLOW)};
}

std::optional<OwnFolder> OwnFolder::folder_if_present(const std::string& name) const {
  auto opened = open_folder(descriptor_->get(), name, O_NOFOLLOW);
  if (!opened.valid() && errno == ENOENT) return std::nullopt;
  return OwnFolder(path_of(name), std::move(opened));
}

std::vector<std::string> OwnFolder::names() const {
  Descriptor again = open_folder(descriptor_->get(), ".", 0);
  DIR* const entries = again.valid() ? ::fdopendir(again.get()) : nullptr;
  if (!entries) throw_file_error("read the folder", path_, errno);
  again.release();
  std::vector<std::string> found;
  while (const dirent* entry = ::readdir(entries)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") found.emplace_back(name);
  }
  ::closedir(entries);
  return found;
}

bool OwnFolder::has(const std::string& name) const {
  struct stat found{};
  return ::fstatat(descriptor_->get(), name.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0;
}

Descriptor OwnFolder::open(const std::string& name, int flags, mode_t mode) const {
  const std::string_view attempt = (flags & O_ACCMODE) == O_RDONLY ? "read" : "write";
  // O_NONBLOCK: a pipe is refused, and not waited for.
  Descriptor file(::openat(descriptor_->get(), name.c_str(),
                           flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, mode));
  if (!file.valid() && errno == ENXIO) {
    throw FileError(attempt, path_of(name), "it is no regular file");
  }
  if (!file.valid()) refuse(attempt, path_of(name), errno);
  checked(file, attempt, path_of(name));
  return file;
}

std::string OwnFolder::read(const std::string& name, std::size_t max_bytes) const {
  std::string text = read_from(open(name, O_RDONLY), 0, max_bytes + 1, path_of(name));
  if (text.size() > max_bytes) throw FileError("read", path_of(name), too_large(max_bytes));
  return text;
}

std::string OwnFolder::read_end(const std::string& name, std::size_t max_bytes) const {
  const Descriptor file = open(name, O_RDONLY);
  const auto size = static_cast<std::size_t>(checked(file, "read", path_of(name)).st_size);
  return read_from(file, size - std::min(size, max_bytes), max_bytes, path_of(name));
}

std::optional<std::string> OwnFolder::read_if_present(const std::string& name,
                                                      std::size_t max_bytes) const {
  if (!has(name)) return std::nullopt;
  return read(name, max_bytes);
}

void OwnFolder::write(const std::string& name, std::string_view text, Survives end) const {
  const std::string temporary = temporary_name(name), path = path_of(name);
  const int where = descriptor_->get();
  ::unlinkat(where, temporary.c_str(), 0);  // what a crash left
  try {
    const Descriptor file = open(temporary, O_WRONLY | O_CREAT | O_EXCL);
    write_all(file.get(), text, path);
    const bool kept = end != Survives::machine || ::fsync(file.get()) == 0;
    if (!kept || ::renameat(where, temporary.c_str(), where, name.c_str()) != 0) {
      throw_file_error("write", path, errno);
    }
  } catch (...) {
    ::unlinkat(where, temporary.c_str(), 0);
    throw;
  }
}

void OwnFolder::rename(const std::string& from, const std::string& to) const {
  const int where = descriptor_->get();
  if (::renameat(where, from.c_str(), where, to.c_str()) == 0) return;
  throw_file_error("rename", path_of(from), errno);
}

bool OwnFolder::remove(const std::string& name) const {
  if (::unlinkat(descriptor_->get(), name.c_str(), 0) == 0) return true;
  if (errno != ENOENT) throw_file_error("remove", path_of(name), errno);
  return false;
}

void OwnFolder::remove_folder(const std::string& name) const {
  const auto inner = folder_if_present(name);
  if (!inner) return;
  for (const auto& file : inner->names()) inner->remove(file);
  if (::unlinkat(descriptor_->get(), name.c_str(), AT_REMOVEDIR) == 0) return;
  throw_file_error("remove", path_of(name), errno);
}

bool OwnFolder::make_private() const {
  struct stat found{};
  if (::fstat(descriptor_->get(), &found) != 0) throw_file_error("read", path_, errno);
  if ((found.st_mode & kOthers) == 0) return false;
  if (::fchmod(descriptor_->get(), found.st_mode & 07777 & ~kOthers) == 0) return true;
  throw_file_error("make private", path_, errno);
}

bool OwnFolder::make_private(const std::string& name) const {
  struct stat found{};
  const int where = descriptor_->get();
  if (::fstatat(where, name.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0) return false;
  if (!S_ISREG(found.st_mode) || (found.st_mode & kOthers) == 0) return false;
  const Descriptor file = open(name, O_RDONLY);
  if (::fchmod(file.get(), found.st_mode & 07777 & ~kOthers) == 0) return true;
  throw_file_error("make private", path_of(name), errno);
}

void OwnFolder::remove_unfinished() const {
  for (const auto& name : names()) {
    if (is_temporary(name)) remove(name);
  }
}

}  // namespace edge
