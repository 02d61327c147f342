#include "simulator/hub/amqp/broken_peer.hpp"

#include <algorithm>

#include "common/amqp/error.hpp"
#include "common/amqp/stream_reads.hpp"
#include "common/world/with_deadline.hpp"
#include "simulator/hub/amqp/amqp_personality.hpp"
#include "simulator/hub/amqp/raw_frame.hpp"
#include "simulator/services/silence.hpp"
#include "simulator/topology/hub_service.hpp"

namespace edge::sim {
namespace {

constexpr Duration kClientPatience = std::chrono::seconds{60};
constexpr std::size_t kMaxOpen = 65536;             // bytes of the client's OPEN
constexpr std::uint32_t kNoLimit = 0xffffffff;      // max-frame-size of an OPEN without one
constexpr std::size_t kMostSent = 1048576;          // of a frame that announces more
constexpr std::size_t kMaxFrameSizeField = 2;       // of OPEN (part 2, section 2.7.1)

/// The max-frame-size of the client's OPEN. Errors: AmqpErrc::protocol when something else comes;
/// the stream's.
Awaitable<Result<std::uint32_t>> clients_limit(Stream& transport) {
  const ErrorCode no_open = AmqpErrc::protocol;
  Bytes frame(kFrameHeaderSize);
  if (const auto read = co_await read_exactly(transport, frame); !read) co_return read.error();
  const std::size_t size = raw_frame_size(frame).value_or(0);
  if (size < kFrameHeaderSize || size > kMaxOpen) co_return no_open;
  frame.resize(size);
  const auto rest = MutableByteView(frame).subspan(kFrameHeaderSize);
  if (const auto read = co_await read_exactly(transport, rest); !read) co_return read.error();
  const auto open = read_raw_frame(frame);
  if (!open || open->kind.descriptor != performative::kOpen) co_return no_open;
  const bool given = open->fields.size() > kMaxFrameSizeField;
  const auto limit = given ? raw_number(open->fields[kMaxFrameSizeField]) : std::nullopt;
  co_return static_cast<std::uint32_t>(limit.value_or(kNoLimit));
}

Bytes open_of(World& world, const HubService& service) {
  const AmqpPersonality& row = amqp_personality(service.personality);
  RawFields fields;
  fields.string(container_id(row, world)).string(open_hostname(row, service));
  fields.uint(row.max_frame_size).ushort(row.channel_max);
  fields.uint(static_cast<std::uint32_t>(row.longest_idle.count()));
  return raw_frame(0, performative::kOpen, fields);
}

Bytes begin() {
  RawFields fields;
  fields.null().uint(0).uint(5000).uint(5000);
  return raw_frame(0, performative::kBegin, fields);
}

/// One byte more than the client takes, zeros behind a BEGIN.
Bytes too_large(std::uint32_t limit) {
  const std::size_t announced = std::min<std::size_t>(std::size_t{limit} + 1, kNoLimit);
  Bytes frame = begin();
  frame.resize(std::clamp(announced, frame.size(), kMostSent));
  Bytes size;
  put_number(size, announced, 4);
  std::ranges::copy(size, frame.begin());
  return frame;
}

/// A whole frame by its header whose list ends before its fields do.
Bytes malformed() {
  Bytes frame = begin();
  frame.back() = kUint;  // the last field claims four more bytes
  return frame;
}

}  // namespace

Awaitable<void> serve_broken(World& world, std::shared_ptr<HubBehaviour> behaviour,
                             std::unique_ptr<Stream> transport) {
  const HubService& service = *behaviour->service;
  Bytes answer(kAmqpHeader.begin(), kAmqpHeader.end());
  if (service.amqp != AmqpBehaviour::open_unanswered) {
    const Instant patience = world.now() + kClientPatience;
    const auto limit = co_await with_deadline(world, patience, clients_limit(*transport));
    if (!limit) co_return;
    const Bytes wrong = service.amqp == AmqpBehaviour::oversized_frame ? too_large(*limit)
                                                                       : malformed();
    const Bytes open = open_of(world, service);
    answer.insert(answer.end(), open.begin(), open.end());
    answer.insert(answer.end(), wrong.begin(), wrong.end());
  }
  if (!co_await transport->write(answer)) co_return;
  co_await stay_silent(std::move(transport));
}

}  // namespace edge::sim
