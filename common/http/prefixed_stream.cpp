#include "common/http/prefixed_stream.hpp"

#include <algorithm>
#include <utility>

namespace edge {
namespace {

class PrefixedStream final : public Stream {
 public:
  PrefixedStream(Bytes prefix, std::unique_ptr<Stream> below)
      : prefix_(std::move(prefix)), below_(std::move(below)) {}

  Awaitable<Result<std::size_t>> read_some(MutableByteView buffer) override {
    if (given_ == prefix_.size()) co_return co_await below_->read_some(buffer);
    const std::size_t size = std::min(buffer.size(), prefix_.size() - given_);
    std::copy_n(prefix_.begin() + static_cast<std::ptrdiff_t>(given_), size, buffer.begin());
    given_ += size;
    co_return size;
  }

  Awaitable<Result<void>> write(ByteView data) override { return below_->write(data); }
  Awaitable<void> close() override { return below_->close(); }
  void abort() override { below_->abort(); }
  TcpInfo tcp_info() const override { return below_->tcp_info(); }

 private:
  Bytes prefix_;
  std::size_t given_ = 0;
  std::unique_ptr<Stream> below_;
};

}  // namespace

std::unique_ptr<Stream> with_prefix(std::string_view prefix, std::unique_ptr<Stream> below) {
  if (prefix.empty()) return below;
  const ByteView bytes = as_bytes(prefix);
  return std::make_unique<PrefixedStream>(Bytes(bytes.begin(), bytes.end()), std::move(below));
}

}  // namespace edge
