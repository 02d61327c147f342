#include "simulator/lab/interactive/place.hpp"

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
  std::error_code unknown;  // after `sudo -u` it may name a folder that is not there
  const bool given = runtime != variables.end() && fs::is_directory(runtime->second, unknown);
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

fs::path path_of(const std::string& name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  if (name.empty() || name.size() > 32 || !std::ranges::all_of(name, allowed)) {
    throw UsageError("--name '" + printable(name, 64) +
                     "': at most 32 letters, digits and hyphens make a lab's name");
  }
  return private_folder() / name;
}

sockaddr_un address_of(const fs::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto text = path.string() + ".socket";
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

LabPlace::LabPlace(const std::string& name) : path_(path_of(name)) {
  const auto lock = path_.string() + ".lock";
  lock_ = Descriptor(::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock_.valid()) fail("open " + lock);
  if (::flock(lock_.get(), LOCK_EX | LOCK_NB) != 0) {
    throw UsageError("a lab called '" + name + "' is up already; `edgesim lab down` ends it, "
                     "--name gives another beside it");
  }
  const auto address = address_of(path_);
  ::unlink(address.sun_path);  // of one that was killed: we hold the lock
  socket_ = new_socket();
  if (::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(socket_.get(), SOMAXCONN) != 0) {
    fail(std::string("listen on ") + address.sun_path);
  }
}

/// The lock's file stays: whoever waits for the lock has opened it already.
LabPlace::~LabPlace() { ::unlink(address_of(path_).sun_path); }

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
  const auto address = address_of(path_of(name));
  auto made = new_socket();
  if (::connect(made.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw UsageError("no lab called '" + name + "' is up (" + std::strerror(errno) +
                     "); `edgesim lab up SCENARIO` begins one");
  }
  return made;
}

}  // namespace edge::sim
