// A file that one program at a time holds, such as the one that says who uses a folder. Not for
// what is written into files (append_file.hpp).
#pragma once

#include <string>

#include "common/files/own_folder.hpp"

namespace edge {

class LockFile {
 public:
  /// Makes the file, mode 0600, if it is missing, and holds it until this ends, or the program,
  /// however it ends. Throws FileError that names the path, and says so if another program holds
  /// it.
  LockFile(const OwnFolder& folder, const std::string& name);
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;

 private:
  Descriptor file_;
};

}  // namespace edge
