#include "common/world/real/local_listener.hpp"

#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/local/stream_protocol.hpp>
#include <cerrno>
#include <utility>

#include "common/world/real/asio_endpoint.hpp"
#include "common/world/real/local_socket.hpp"
#include "common/world/real/socket_stream.hpp"

namespace edge {
namespace {

using Local = boost::asio::local::stream_protocol;

class LocalStream final : public SocketStream<Local> {
 public:
  using SocketStream::SocketStream;

  Awaitable<void> close() override {
    abort();
    co_return;
  }

  void abort() override {
    ErrorCode ignored;
    socket_.close(ignored);
  }

  TcpInfo tcp_info() const override { return {}; }
};

class LocalListener final : public Listener {
 public:
  LocalListener(Local::acceptor acceptor, std::string path)
      : acceptor_(std::move(acceptor)), path_(std::move(path)) {}
  ~LocalListener() override { ::unlink(path_.c_str()); }

  Awaitable<Result<Accepted>> accept() override {
    Local::socket socket(acceptor_.get_executor());
    const auto [error] = co_await acceptor_.async_accept(socket, kAwait);
    if (error) co_return error;
    Accepted accepted{std::make_unique<LocalStream>(std::move(socket)), Endpoint{}};
    co_return accepted;
  }

  Endpoint local() const override { return {}; }

 private:
  Local::acceptor acceptor_;
  std::string path_;
};

/// What a program that was killed has left.
void remove_dead_socket(const std::string& path) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0 || !S_ISSOCK(found.st_mode)) return;
  const auto answered = LocalSocket::connect(path, std::chrono::seconds{1});
  if (!answered && answered.error().value() == ECONNREFUSED) ::unlink(path.c_str());
}

}  // namespace

Result<std::unique_ptr<Listener>> listen_local(boost::asio::any_io_executor executor,
                                               const std::string& path) {
  constexpr std::size_t kLongest = sizeof sockaddr_un{}.sun_path;
  if (path.size() >= kLongest) return ErrorCode(ENAMETOOLONG, boost::system::system_category());
  remove_dead_socket(path);
  Local::acceptor acceptor(executor);
  ErrorCode error;
  acceptor.open(Local{}, error);
  if (!error) acceptor.bind(Local::endpoint(path), error);
  if (error) return error;
  // Nobody can connect before listen(2).
  if (::chmod(path.c_str(), 0600) != 0) error = {errno, boost::system::system_category()};
  if (!error) acceptor.listen(Local::acceptor::max_listen_connections, error);
  if (error) {
    ::unlink(path.c_str());
    return error;
  }
  return std::unique_ptr<Listener>(
      std::make_unique<LocalListener>(std::move(acceptor), path));
}

}  // namespace edge
