#include "simulator/hub/amqp/frame_rewriter.hpp"

#include <algorithm>

#include "simulator/hub/amqp/raw_frame.hpp"

namespace edge::sim {
namespace {

constexpr std::size_t kHandleMaxField = 4;  // of BEGIN (part 2, section 2.7.2)

/// The same frame with its field `index` replaced by `value`; missing ones before it become null.
Bytes with_field(const RawFrame& frame, std::size_t index, const RawFields& value) {
  RawFields fields;
  const std::size_t count = std::max(frame.fields.size(), index + 1);
  for (std::size_t i = 0; i < count; ++i) {
    if (i == index) {
      fields.encoded(value.bytes());
    } else if (i < frame.fields.size()) {
      fields.encoded(frame.fields[i]);
    } else {
      fields.null();
    }
  }
  return raw_frame(frame.kind.channel, frame.kind.descriptor, fields, frame.payload);
}

class FrameRewriter final : public Stream {
 public:
  FrameRewriter(std::unique_ptr<Stream> below, const FrameRules& rules)
      : below_(std::move(below)), rules_(rules) {}

  Awaitable<Result<std::size_t>> read_some(MutableByteView buffer) override {
    return below_->read_some(buffer);
  }
  std::size_t buffered() const override { return below_->buffered(); }

  Awaitable<Result<void>> write(ByteView data) override {
    if (begun_.empty() && !concerns_us(data)) co_return co_await below_->write(data);
    begun_.insert(begun_.end(), data.begin(), data.end());
    Bytes out;
    std::size_t taken = 0;
    while (const auto size = raw_frame_size(ByteView(begun_).subspan(taken))) {
      const ByteView rest = ByteView(begun_).subspan(taken);
      if (*size > rest.size()) break;
      append(out, rest.first(std::max(*size, kFrameHeaderSize)));
      taken += std::max(*size, kFrameHeaderSize);
    }
    begun_.erase(begun_.begin(), begun_.begin() + static_cast<std::ptrdiff_t>(taken));
    if (out.empty()) co_return Result<void>{};
    co_return co_await below_->write(out);
  }

  Awaitable<void> close() override { return below_->close(); }
  void abort() override { below_->abort(); }
  TcpInfo tcp_info() const override { return below_->tcp_info(); }

 private:
  /// Something in `data` is to be changed, or it does not end with a frame.
  bool concerns_us(ByteView data) const {
    while (!data.empty()) {
      const auto size = raw_frame_size(data);
      if (!size || *size < kFrameHeaderSize || *size > data.size()) return true;
      const ByteView frame = data.first(*size);
      if (!rules_.heartbeats && raw_frame_is_empty(frame)) return true;
      const auto descriptor = raw_frame_descriptor(frame);
      if (descriptor == performative::kFlow || descriptor == performative::kBegin) return true;
      data = data.subspan(*size);
    }
    return false;
  }

  void append(Bytes& out, ByteView frame) const {
    if (!rules_.heartbeats && raw_frame_is_empty(frame)) return;
    const auto changed = rewritten(frame);
    const ByteView bytes = changed ? ByteView(*changed) : frame;
    out.insert(out.end(), bytes.begin(), bytes.end());
  }

  std::optional<Bytes> rewritten(ByteView bytes) const {
    const auto frame = read_raw_frame(bytes);
    if (!frame || frame->kind.type != 0) return std::nullopt;
    const auto descriptor = frame->kind.descriptor;
    if (descriptor == performative::kFlow && rules_.flow_without_incoming_id) {
      return with_field(*frame, 0, RawFields().null());
    }
    if (descriptor == performative::kBegin && rules_.handle_max) {
      return with_field(*frame, kHandleMaxField, RawFields().uint(*rules_.handle_max));
    }
    return std::nullopt;
  }

  std::unique_ptr<Stream> below_;
  FrameRules rules_;
  Bytes begun_;  // the start of a frame whose rest is still to come
};

}  // namespace

std::unique_ptr<Stream> rewrite_frames(std::unique_ptr<Stream> below, const FrameRules& rules) {
  if (rules == FrameRules{}) return below;
  return std::make_unique<FrameRewriter>(std::move(below), rules);
}

}  // namespace edge::sim
