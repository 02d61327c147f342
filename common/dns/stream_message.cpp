#include "common/dns/stream_message.hpp"

#include <array>

#include "common/base/check.hpp"

namespace edge {
namespace {

Awaitable<Result<void>> read_exactly(Stream& stream, MutableByteView buffer) {
  while (!buffer.empty()) {
    const auto got = co_await stream.read_some(buffer);
    if (!got) co_return got.error();
    buffer = buffer.subspan(*got);
  }
  co_return Result<void>{};
}

}  // namespace

Bytes with_length(ByteView message) {
  CHECK(message.size() <= 65535);
  Bytes framed = {static_cast<std::uint8_t>(message.size() >> 8),
                  static_cast<std::uint8_t>(message.size() & 255)};
  framed.insert(framed.end(), message.begin(), message.end());
  return framed;
}

Awaitable<Result<Bytes>> read_dns_message(Stream& stream) {
  std::array<std::uint8_t, 2> length{};
  const auto header = co_await read_exactly(stream, length);
  if (!header) co_return header.error();
  Bytes message(length[0] * 256u + length[1]);
  const auto body = co_await read_exactly(stream, message);
  if (!body) co_return body.error();
  co_return message;
}

}  // namespace edge
