// A folder for the files of one run, mode 0700, gone with this object.
#pragma once

#include <filesystem>

namespace edge::test {

class TemporaryFolder {
 public:
  /// Throws std::system_error when none can be made.
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace edge::test
