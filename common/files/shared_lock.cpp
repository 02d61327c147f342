#include "common/files/shared_lock.hpp"

#include <fcntl.h>
#include <sys/stat.h>

namespace edge {
namespace {

bool is_for_everyone(const std::string& folder) {
  struct stat found {};
  constexpr mode_t kShared = S_ISVTX | S_IWOTH | S_IXOTH;
  return ::lstat(folder.c_str(), &found) == 0 && S_ISDIR(found.st_mode) &&
         (found.st_mode & kShared) == kShared;
}

/// What others have made is opened without O_CREAT, which fs.protected_regular refuses there.
Descriptor open_or_make(const std::string& path) {
  constexpr int kFlags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
  Descriptor made(::open(path.c_str(), kFlags | O_CREAT | O_EXCL, 0644));
  if (!made.valid()) return Descriptor(::open(path.c_str(), kFlags));
  ::fchmod(made.get(), 0644);  // whatever the umask: others lock it as well
  return made;
}

}  // namespace

Descriptor open_shared_lock(std::span<const std::string> folders, std::string_view name) {
  for (const auto& folder : folders) {
    if (!is_for_everyone(folder)) continue;
    Descriptor lock = open_or_make(folder + "/" + std::string(name));
    struct stat found {};
    const bool opened = lock.valid() && ::fstat(lock.get(), &found) == 0;
    if (opened && S_ISREG(found.st_mode)) return lock;
  }
  return Descriptor();
}

}  // namespace edge
