// A Stream's reads and writes on a socket of the kernel, whatever its protocol. For the sockets of
// this folder only.
#pragma once

#include <sys/socket.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "common/world/real/asio_endpoint.hpp"
#include "common/world/stream.hpp"

namespace edge {

template <class Protocol>
class SocketStream : public Stream {
 public:
  explicit SocketStream(typename Protocol::socket socket) : socket_(std::move(socket)) {}

  Awaitable<Result<std::size_t>> read_some(MutableByteView buffer) override {
    const auto target = boost::asio::buffer(buffer.data(), buffer.size());
    const auto [error, count] = co_await socket_.async_read_some(target, kAwait);
    if (error) co_return error;
    co_return count;
  }

  Awaitable<Result<void>> write(ByteView data) override {
    // There is nearly always room for all of it: then no operation needs to be started.
    const ssize_t sent = ::send(socket_.native_handle(), data.data(), data.size(),
                                MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent > 0) data = data.subspan(static_cast<std::size_t>(sent));
    if (data.empty()) co_return Result<void>{};
    const auto source = boost::asio::buffer(data.data(), data.size());
    const auto [error, count] = co_await boost::asio::async_write(socket_, source, kAwait);
    if (error) co_return error;
    co_return Result<void>{};
  }

 protected:
  mutable typename Protocol::socket socket_;  // its native_handle() is not const
};

}  // namespace edge
