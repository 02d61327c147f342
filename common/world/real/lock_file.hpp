// A file that one program at a time holds, such as the one that says who uses a folder. Not for
// what is written into files (append_file.hpp).
#pragma once

#include <string>

namespace edge {

class LockFile {
 public:
  /// Makes the file, mode 0600, if it is missing, and holds it until this ends, or the program,
  /// however it ends. Throws std::runtime_error that names the path, and says so if another program
  /// holds it.
  explicit LockFile(const std::string& path);
  ~LockFile();
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;

 private:
  int descriptor_ = -1;
};

}  // namespace edge
