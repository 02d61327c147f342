#include "common/amqp/pump.hpp"

#include <proton/condition.h>
#include <proton/connection.h>
#include <proton/transport.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <cstring>
#include <string_view>

#include "common/amqp/error.hpp"
#include "common/amqp/frame_trace.hpp"
#include "common/base/check.hpp"
#include "common/world/side_by_side.hpp"
#include "common/world/with_deadline.hpp"

namespace edge {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kReadSize = 16384;
constexpr std::size_t kFirstBytes = 256;  // kept of an answer that is not AMQP
constexpr Duration kCloseLimit = std::chrono::seconds{1};
/// Proton's time 0 means "no time", and a virtual clock begins there.
constexpr milliseconds kProtonEpoch{1'000'000};

pn_timestamp_t to_proton(Instant when) {
  const auto since = std::chrono::floor<milliseconds>(when.time_since_epoch());
  return (since + kProtonEpoch).count();
}

Instant from_proton(pn_timestamp_t when) { return Instant{milliseconds{when} - kProtonEpoch}; }

void trace_frame(pn_transport_t* transport, const char* message) {
  const auto* trace = static_cast<const FrameTrace*>(pn_transport_get_context(transport));
  if (const auto line = frame_line(message)) (*trace)(*line);
}

/// Proton names no condition of its own for this; the text is its only mark (transport.c).
bool is_idle_timeout(pn_condition_t* condition) {
  const char* text = pn_condition_get_description(condition);
  return text && std::string_view(text).find("local-idle-timeout") != std::string_view::npos;
}

}  // namespace

AmqpPump::AmqpPump(World& world, std::unique_ptr<Stream> below, const AmqpOptions& options,
                   AmqpHooks hooks)
    : world_(world),
      below_(std::move(below)),
      hooks_(std::move(hooks)),
      write_timeout_(options.write_timeout),
      read_buffer_(kReadSize) {
  CHECK(pn_connection_driver_init(&driver_, nullptr, nullptr) == 0);
  pn_transport_t* transport = driver_.transport;
  if (options.server) pn_transport_set_server(transport);
  pn_transport_set_max_frame(transport, options.max_frame_size);
  pn_transport_set_channel_max(transport, options.channel_max);
  // Proton puts half of this on the wire, as the agent's stack does with its own setting.
  const auto enforced = 2 * std::chrono::floor<milliseconds>(options.idle_timeout);
  pn_transport_set_idle_timeout(transport, static_cast<pn_millis_t>(enforced.count()));
  pn_connection_set_container(driver_.connection, options.container_id.c_str());
  pn_connection_set_hostname(driver_.connection, options.hostname.c_str());
  if (hooks_.trace) {
    pn_transport_set_context(transport, &hooks_.trace);
    pn_transport_set_tracer(transport, trace_frame);
    pn_transport_trace(transport, PN_TRACE_FRM);
  }
}

AmqpPump::~AmqpPump() { pn_connection_driver_destroy(&driver_); }

void AmqpPump::dispatch() {
  while (pn_event_t* event = pn_connection_driver_next_event(&driver_)) {
    if (hooks_.on_event) hooks_.on_event(event);
  }
}

void AmqpPump::feed(ByteView bytes) { receive(bytes); }

void AmqpPump::receive(ByteView bytes) {
  if (header_seen_) return push(bytes);
  const std::size_t kept = std::min(bytes.size(), kFirstBytes - first_bytes_.size());
  first_bytes_.insert(first_bytes_.end(), bytes.begin(),
                      bytes.begin() + static_cast<std::ptrdiff_t>(kept));
  switch (classify_header(first_bytes_)) {
    case HeaderKind::incomplete: return;
    case HeaderKind::not_amqp: failure_ = AmqpErrc::not_amqp; return;
    case HeaderKind::sasl:
    case HeaderKind::other_amqp: failure_ = AmqpErrc::wrong_header; return;
    case HeaderKind::amqp: break;
  }
  header_seen_ = true;
  push(first_bytes_);
  push(bytes.subspan(kept));
}

void AmqpPump::push(ByteView bytes) {
  dispatch();
  while (!bytes.empty()) {
    const pn_rwbytes_t space = pn_connection_driver_read_buffer(&driver_);
    if (space.size == 0) return;  // the transport has failed or closed: it reads no more
    const std::size_t size = std::min(space.size, bytes.size());
    std::memcpy(space.start, bytes.data(), size);
    pn_connection_driver_read_done(&driver_, size);
    bytes = bytes.subspan(size);
    dispatch();
  }
}

void AmqpPump::tick() {
  const pn_timestamp_t next = pn_transport_tick(driver_.transport, to_proton(world_.now()));
  next_tick_ = next == 0 ? std::nullopt : std::optional(from_proton(next));
}

ErrorCode AmqpPump::ended() {
  if (failure_) return failure_;
  pn_condition_t* condition = pn_transport_condition(driver_.transport);
  if (pn_condition_is_set(condition)) {
    return is_idle_timeout(condition) ? AmqpErrc::peer_idle : AmqpErrc::protocol;
  }
  if (pn_connection_state(driver_.connection) & PN_REMOTE_CLOSED) return AmqpErrc::closed_by_peer;
  // A frame that does not decode makes Proton stop reading, without a condition.
  if (pn_connection_driver_read_closed(&driver_)) return AmqpErrc::protocol;
  return {};
}

Awaitable<Result<void>> AmqpPump::flush() {
  Bytes out;  // all of it in one write: a WebSocket message then holds whole frames
  for (;;) {
    const pn_bytes_t ready = pn_connection_driver_write_buffer(&driver_);
    if (ready.size == 0) break;
    out.insert(out.end(), ready.start, ready.start + ready.size);
    pn_connection_driver_write_done(&driver_, ready.size);
    dispatch();
  }
  if (out.empty()) co_return Result<void>{};
  if (write_timeout_ == Duration{}) co_return co_await below_->write(out);
  co_return co_await with_deadline(world_, world_.now() + write_timeout_, below_->write(out));
}

Awaitable<void> AmqpPump::read_once() {
  const auto count = co_await below_->read_some(read_buffer_);
  if (count) {
    received_ = *count;
  } else if (count.error() != boost::asio::error::operation_aborted) {
    failure_ = count.error();
  }
}

Awaitable<void> AmqpPump::wait() {
  auto event = either(read_once(), wake_.wait());
  if (next_tick_) event = either(std::move(event), world_.sleep_until(*next_tick_));
  co_await std::move(event);
}

Awaitable<Result<void>> AmqpPump::run_until(std::function<bool()> done) {
  while (true) {
    // read_once() leaves its bytes here, so that those of a read which completed while another
    // event won, or while the caller was cancelled, are not lost.
    receive(ByteView(read_buffer_).first(std::exchange(received_, 0)));
    dispatch();
    if (pn_connection_state(driver_.connection) & PN_REMOTE_CLOSED) {
      pn_connection_close(driver_.connection);
      dispatch();
    }
    tick();
    if (const auto sent = co_await flush(); !sent && !failure_) failure_ = sent.error();
    dispatch();
    if (done()) co_return Result<void>{};
    if (const ErrorCode error = ended()) co_return error;
    co_await wait();
    wake_.reset();
  }
}

Awaitable<void> AmqpPump::close() {
  if (!failure_ && (pn_connection_state(driver_.connection) & PN_LOCAL_ACTIVE)) {
    pn_connection_close(driver_.connection);
    dispatch();
    co_await with_deadline(world_, world_.now() + kCloseLimit, flush());
  }
  co_await below_->close();
}

}  // namespace edge
