#include "common/amqp/stream_reads.hpp"

namespace edge {

Awaitable<Result<void>> read_exactly(Stream& stream, MutableByteView buffer) {
  while (!buffer.empty()) {
    const auto count = co_await stream.read_some(buffer);
    if (!count) co_return count.error();
    buffer = buffer.subspan(*count);
  }
  co_return Result<void>{};
}

Awaitable<Result<HeaderKind>> read_header(Stream& stream, Bytes& seen) {
  while (classify_header(seen) == HeaderKind::incomplete) {
    AmqpHeader buffer{};
    const auto count =
        co_await stream.read_some(MutableByteView(buffer).first(buffer.size() - seen.size()));
    if (!count) co_return count.error();
    seen.insert(seen.end(), buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(*count));
  }
  co_return classify_header(seen);
}

}  // namespace edge
