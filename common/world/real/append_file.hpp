// A private file that grows by whole records, such as a log that must be complete after a crash of
// the program. Not for files that are rewritten (own_folder.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/files/own_folder.hpp"

namespace edge {

class AppendFile {
 public:
  /// Opens it or makes it, mode 0600; that nobody else writes it is the caller's care
  /// (lock_file.hpp). Throws std::runtime_error that names the path.
  AppendFile(const OwnFolder& folder, const std::string& name);
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;

  /// By one write(2) where there is room, so that the program's end cannot leave a part of
  /// `record`; the machine's can.
  /// Throws std::runtime_error that names the path, and the file is as before.
  void append(std::string_view record);
  /// Gives it another name in its folder, whose file it replaces. Throws as above.
  void rename_to(const OwnFolder& folder, const std::string& name);
  /// Takes away what is behind the first `size` bytes, such as a part of a record. Throws as above.
  void cut(std::uint64_t size);
  /// Bytes.
  std::uint64_t size() const { return size_; }

 private:
  std::string name_, path_;
  Descriptor file_;
  std::uint64_t size_ = 0;
};

}  // namespace edge
