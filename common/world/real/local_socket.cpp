#include "common/world/real/local_socket.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <utility>

namespace edge {
namespace {

ErrorCode local_error(int number) { return {number, boost::system::system_category()}; }

}  // namespace

Result<LocalSocket> LocalSocket::connect(const std::string& path, Duration limit) {
  sockaddr_un address{};
  if (path.size() >= sizeof address.sun_path) return local_error(ENAMETOOLONG);
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, path.size());
  LocalSocket made(Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)));
  if (!made.socket_.valid()) return local_error(errno);
  made.allow(limit);
  // A full queue of those who want to be accepted (EAGAIN) is as an answer that does not come.
  if (::connect(made.socket_.get(), reinterpret_cast<const sockaddr*>(&address),
                sizeof address) != 0) {
    return local_error(errno == EAGAIN ? ETIMEDOUT : errno);
  }
  return made;
}

void LocalSocket::allow(Duration limit) {
  end_ = std::chrono::steady_clock::now() +
         std::chrono::duration_cast<std::chrono::steady_clock::duration>(limit);
}

ErrorCode LocalSocket::wait_for(short events) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(
        end_ - std::chrono::steady_clock::now()).count();
    pollfd watched{socket_.get(), events, 0};
    const int ready = left > 0 ? ::poll(&watched, 1, static_cast<int>(left)) : 0;
    if (ready > 0) return {};
    if (ready == 0) return local_error(ETIMEDOUT);
    if (errno != EINTR) return local_error(errno);
  }
}

Result<void> LocalSocket::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      if (const auto error = wait_for(POLLOUT); error.failed()) return error;
    } else if (errno != EINTR) {
      return local_error(errno);
    }
  }
  return {};
}

Result<std::string_view> LocalSocket::receive() {
  while (true) {
    if (const auto error = wait_for(POLLIN); error.failed()) return error;
    const auto count = ::recv(socket_.get(), bytes_.data(), bytes_.size(), 0);
    if (count >= 0) return std::string_view(bytes_.data(), static_cast<std::size_t>(count));
    if (errno != EAGAIN && errno != EINTR) return local_error(errno);
  }
}

}  // namespace edge
