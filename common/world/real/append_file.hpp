// A private file that grows by whole records, such as a log that must be complete after a crash of
// the program. Not for files that are rewritten (environment.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace edge {

class AppendFile {
 public:
  /// Opens it or makes it, mode 0600; that nobody else writes it is the caller's care
  /// (lock_file.hpp). Throws std::runtime_error that names the path.
  explicit AppendFile(std::string path);
  ~AppendFile();
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;

  /// By one write(2) where there is room, so that the program's end cannot leave a part of
  /// `record`; the machine's can.
  /// Throws std::runtime_error that names the path, and the file is as before.
  void append(std::string_view record);
  /// Gives it another name, whose file it replaces. Throws std::runtime_error that names both.
  void rename_to(std::string path);
  /// Bytes.
  std::uint64_t size() const { return size_; }

 private:
  std::string path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace edge
