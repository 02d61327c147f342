// A folder of this user's, such as a hub's state, and what programs keep in it. Files are opened
// in the folder that was looked at, whatever its path leads to later; no link is followed, and a
// file is taken only if it is regular and this user's or root's. Not for files that users name:
// named_file.hpp.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/files/descriptor.hpp"

namespace edge {

/// Whose end a written file is to survive: the program's, or the machine's too, which takes
/// milliseconds.
enum class Survives { program, machine };

/// Names are of files in the folder itself, without a slash. What fails throws FileError that names
/// path and reason.
class OwnFolder {
 public:
  static constexpr mode_t kMode = 0700;

  /// What `path` leads to, which must belong to this user.
  explicit OwnFolder(const std::string& path);
  /// The same for `name`, no link, in a folder that may be anybody's; made if it is missing.
  static OwnFolder inside(const std::string& any, const std::string& name, mode_t mode = kMode);
  /// A folder in it, and no link; made if it is missing.
  OwnFolder folder(const std::string& name, mode_t mode = kMode) const;
  /// Nothing if it is missing.
  std::optional<OwnFolder> folder_if_present(const std::string& name) const;

  const std::string& path() const { return path_; }
  std::string path_of(const std::string& name) const { return path_ + "/" + name; }
  std::vector<std::string> names() const;
  bool has(const std::string& name) const;

  /// An open file; `flags` and `mode` as of open(2).
  Descriptor open(const std::string& name, int flags, mode_t mode = 0600) const;
  std::string read(const std::string& name, std::size_t max_bytes) const;
  /// The last `max_bytes` of it, or all that it has.
  std::string read_end(const std::string& name, std::size_t max_bytes) const;
  /// Nothing if there is no such file.
  std::optional<std::string> read_if_present(const std::string& name, std::size_t max_bytes) const;
  /// Mode 0600, whole or not at all: a temporary file is renamed over it.
  void write(const std::string& name, std::string_view text,
             Survives end = Survives::machine) const;
  void rename(const std::string& from, const std::string& to) const;
  /// Whether there was one.
  bool remove(const std::string& name) const;
  /// With the files in it; nothing happens if it is missing.
  void remove_folder(const std::string& name) const;

  /// Takes from others what rights they have on the folder, or on a file in it that is there.
  /// Whether they had any.
  bool make_private() const;
  bool make_private(const std::string& name) const;
  /// Takes away the temporary files of writes that a crash cut short. Nobody may be writing.
  void remove_unfinished() const;

 private:
  OwnFolder(std::string path, Descriptor descriptor);
  static OwnFolder made_in(const Descriptor& where, const std::string& name,
                           const std::string& path, mode_t mode);

  std::string path_;
  std::shared_ptr<const Descriptor> descriptor_;
};

}  // namespace edge
