#include "simulator/lab_interactive/place.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/world/real/environment.hpp"

namespace edge::sim {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& attempt) {
  throw std::runtime_error("cannot " + attempt + ": " + std::strerror(errno));
}

/// Made if it is not there. Nobody else may have put it there or may enter it.
fs::path private_folder() {
  const auto variables = environment_variables();
  const auto runtime = variables.find("XDG_RUNTIME_DIR");
  struct stat runtime_folder{};  // after `sudo` it may be another user's, or not be there
  const bool given = runtime != variables.end() &&
                     ::stat(runtime->second.c_str(), &runtime_folder) == 0 &&
                     S_ISDIR(runtime_folder.st_mode) && runtime_folder.st_uid == ::geteuid();
  const auto folder = given ? fs::path(runtime->second) / "edgesim"
                            : fs::path("/tmp/edgesim-lab-" + std::to_string(::geteuid()));
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    fail("make the folder " + folder.string());
  }
  struct stat found{};
  if (::lstat(folder.c_str(), &found) != 0) fail("look at " + folder.string());
  if (!S_ISDIR(found.st_mode) || found.st_uid != ::geteuid() || (found.st_mode & 077) != 0) {
    throw std::runtime_error(folder.string() + " is not a folder of this user alone (mode 0700)");
  }
  return folder;
}

void check_name(const std::string& name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  if (name.empty() || name.size() > 32 || !std::ranges::all_of(name, allowed)) {
    throw UsageError("--name '" + printable(name, 64) +
                     "': at most 32 letters, digits and hyphens make a lab's name");
  }
}

std::string lock_of(const fs::path& path) { return path.string() + ".lock"; }
std::string socket_of(const fs::path& path) { return path.string() + ".socket"; }

/// While it lives nobody else adds or takes away files of labs there: moments only.
Descriptor sole_use_of(const fs::path& folder) {
  Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.valid() || ::flock(opened.get(), LOCK_EX) != 0) fail("lock " + folder.string());
  return opened;
}

/// The lock that a lab holds as long as it is up; invalid: another one does.
Descriptor lock_lab(const fs::path& path) {
  const auto lock = lock_of(path);
  Descriptor opened(::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!opened.valid()) fail("open " + lock);
  return ::flock(opened.get(), LOCK_EX | LOCK_NB) == 0 ? std::move(opened) : Descriptor();
}

void remove_files_of(const fs::path& path) {
  ::unlink(socket_of(path).c_str());
  ::unlink(lock_of(path).c_str());
}

/// Takes away what labs that were killed have left. The caller has the sole use of the folder.
void sweep(const fs::path& folder) {
  std::error_code unreadable;
  for (const auto& entry : fs::directory_iterator(folder, unreadable)) {
    const auto kind = entry.path().extension();
    if (kind != ".lock" && kind != ".socket") continue;
    auto path = entry.path();
    path.replace_extension();
    if (lock_lab(path).valid()) remove_files_of(path);
  }
}

sockaddr_un address_of(const fs::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto text = socket_of(path);
  if (text.size() >= sizeof address.sun_path) {
    throw std::runtime_error(text + " is too long for a socket");
  }
  text.copy(address.sun_path, text.size());
  return address;
}

Descriptor new_socket() {
  Descriptor made(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  if (!made.valid()) fail("make a UNIX socket");
  return made;
}

}  // namespace

LabPlace::LabPlace(const std::string& name) {
  check_name(name);
  const auto folder = private_folder();
  path_ = folder / name;
  const auto address = address_of(path_);
  const auto alone = sole_use_of(folder);
  sweep(folder);
  lock_ = lock_lab(path_);
  if (!lock_.valid()) {
    throw UsageError("a lab called '" + name + "' is up already; `edgesim lab down` ends it, "
                     "--name gives another beside it");
  }
  socket_ = new_socket();
  if (::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(socket_.get(), SOMAXCONN) != 0) {
    fail(std::string("listen on ") + address.sun_path);
  }
}

LabPlace::~LabPlace() {
  try {
    const auto alone = sole_use_of(path_.parent_path());
    remove_files_of(path_);
  } catch (const std::runtime_error&) {
    // Somebody took the folder away, or no descriptor is left: the next command sweeps.
  }
}

Descriptor accept_own_user(int listening) {
  Descriptor client(::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC));
  ucred peer{};
  socklen_t size = sizeof peer;
  if (client.valid() &&
      (::getsockopt(client.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 ||
       peer.uid != ::geteuid())) {
    return Descriptor();
  }
  return client;
}

Descriptor connect_to_lab(const std::string& name) {
  check_name(name);
  const auto folder = private_folder();
  const auto address = address_of(folder / name);
  {
    const auto alone = sole_use_of(folder);
    sweep(folder);
  }
  auto made = new_socket();
  if (::connect(made.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw UsageError("no lab called '" + name + "' is up (" + std::strerror(errno) +
                     "); `edgesim lab up SCENARIO` begins one");
  }
  return made;
}

}  // namespace edge::sim
