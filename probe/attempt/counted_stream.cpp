#include "probe/attempt/counted_stream.hpp"

#include <utility>

namespace edge::probe {

class CountedStream final : public Stream {
 public:
  CountedStream(std::unique_ptr<Stream> below, std::shared_ptr<TcpAccount> account)
      : below_(std::move(below)), account_(std::move(account)) {
    account_->stream_ = below_.get();
  }
  ~CountedStream() override {
    account_->last_ = below_->tcp_info();
    account_->stream_ = nullptr;
  }

  Awaitable<Result<std::size_t>> read_some(MutableByteView buffer) override {
    return below_->read_some(buffer);
  }
  std::size_t buffered() const override { return below_->buffered(); }
  Awaitable<Result<void>> write(ByteView data) override { return below_->write(data); }
  Awaitable<void> close() override { return below_->close(); }
  void abort() override { below_->abort(); }
  TcpInfo tcp_info() const override { return below_->tcp_info(); }

 private:
  std::unique_ptr<Stream> below_;
  std::shared_ptr<TcpAccount> account_;
};

std::unique_ptr<Stream> counted(std::unique_ptr<Stream> below,
                                std::shared_ptr<TcpAccount> account) {
  return std::make_unique<CountedStream>(std::move(below), std::move(account));
}

}  // namespace edge::probe
