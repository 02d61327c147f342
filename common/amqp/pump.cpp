#include "common/amqp/pump.hpp"

#include <proton/condition.h>
#include <proton/connection.h>
#include <proton/logger.h>
#include <proton/transport.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <string_view>

#include "common/amqp/endpoint_facts.hpp"
#include "common/amqp/error.hpp"
#include "common/amqp/frame_text.hpp"
#include "common/base/check.hpp"
#include "common/world/concurrency.hpp"
#include "common/world/with_deadline.hpp"

namespace edge {
namespace {

constexpr std::size_t kFirstBytes = 256;  // kept of an answer that is not AMQP
constexpr Duration kCloseLimit = std::chrono::seconds{1};
/// Of work at one connection's frames; then others have their turn.
constexpr Duration kShare = std::chrono::milliseconds{2};

void drop(std::intptr_t, pn_log_subsystem_t, pn_log_level_t, const char*) {}

}  // namespace

AmqpPump::AmqpPump(AlarmClock& clock, std::unique_ptr<Stream> below, const AmqpOptions& options,
                   AmqpHooks hooks)
    : world_(clock.world()),
      below_(std::move(below)),
      hooks_(std::move(hooks)),
      write_timeout_(options.write_timeout),
      input_(driver_, options.max_frame_size,
             [this](ByteView frame) { if (hooks_.trace) hooks_.trace(frame_text(frame, true)); }),
      keep_alive_(world_.now(), options.heartbeats),
      alarm_(clock, [this] { ring(); }) {
  free_.set();
  CHECK(pn_connection_driver_init(&driver_, nullptr, nullptr) == 0);
  pn_transport_t* transport = driver_.transport;
  // Else a peer could make Proton write to standard error; some of it heeds no mask.
  pn_logger_set_log_sink(pn_transport_logger(transport), drop, 0);
  if (options.server) pn_transport_set_server(transport);
  pn_transport_set_max_frame(transport, options.max_frame_size);
  pn_transport_set_channel_max(transport, options.channel_max);
  // Proton puts half of this on the wire, as the agent's stack does with its own setting.
  const auto enforced = 2 * std::chrono::floor<std::chrono::milliseconds>(options.idle_timeout);
  pn_transport_set_idle_timeout(transport, static_cast<pn_millis_t>(enforced.count()));
  pn_connection_set_container(driver_.connection, options.container_id.c_str());
  pn_connection_set_hostname(driver_.connection, options.hostname.c_str());
}

AmqpPump::~AmqpPump() { pn_connection_driver_destroy(&driver_); }

void AmqpPump::dispatch() {
  while (pn_event_t* event = pn_connection_driver_next_event(&driver_)) {
    if (hooks_.on_event) hooks_.on_event(event);
  }
}

void AmqpPump::feed(ByteView bytes) {
  if (header_seen_) return judge(input_.push(bytes));
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
  if (hooks_.trace) hooks_.trace("  <- AMQP");
  const auto header = ByteView(first_bytes_).first(kAmqpHeader.size());
  input_.push_header(header);
  judge(input_.push(ByteView(first_bytes_).subspan(header.size())));
  if (!failure_) judge(input_.push(bytes.subspan(kept)));
}

/// What they did is seen after a few frames, so that who is beyond a limit gets no further, and
/// thousands of small ones make nobody wait.
Awaitable<void> AmqpPump::hand_over_rest() {
  while (input_.has_more() && !failure_) {
    if (worked_ >= kShare) {
      worked_ = {};
      co_await let_others_run();
    }
    const Instant begun = world_.now();
    judge(input_.go_on());
    worked_ += world_.now() - begun;
  }
}

/// What came before a frame that is wrong counts still.
void AmqpPump::judge(const std::optional<FrameFault>& fault) {
  dispatch();
  if (!fault) return;
  fault_ = fault;
  failure_ = AmqpErrc::protocol;
}

void AmqpPump::give_up_silent_peer() {
  const auto limit = keep_alive_.silence(driver_.connection);
  if (!limit || world_.now() < *limit) return;
  set_condition(pn_connection_condition(driver_.connection), "amqp:connection:forced",
                "nothing was received for the idle time-out");
  pn_connection_close(driver_.connection);
  dispatch();
  failure_ = AmqpErrc::peer_idle;
}

std::optional<Instant> AmqpPump::next_alarm(const KeepAlive& keep_alive) {
  std::optional<Instant> next = write_limit_;
  for (const auto& due : {keep_alive.heartbeat(driver_.connection),
                          keep_alive.silence(driver_.connection), wake_at_}) {
    if (due && (!next || *due < *next)) next = due;
  }
  return next;
}

void AmqpPump::wake_at(std::optional<Instant> when) {
  wake_at_ = when;
  if (executor_) alarm_.set(executor_, next_alarm(keep_alive_));
}

void AmqpPump::ring() {
  const Instant now = world_.now();
  if (write_limit_ && *write_limit_ <= now) {
    failure_ = make_error_code(boost::system::errc::timed_out);
    write_limit_.reset();
    below_->abort();  // which ends the write, whoever waits for it
  }
  if (wake_at_ && *wake_at_ <= now) wake_at_.reset();
  wake_.set();
  // The turn that follows says when the next one is.
  alarm_.set(executor_, next_alarm(keep_alive_.begun_anew(now)));
}

ErrorCode AmqpPump::ended() {
  if (failure_) return failure_;
  if (pn_condition_is_set(pn_transport_condition(driver_.transport))) return AmqpErrc::protocol;
  if (pn_connection_state(driver_.connection) & PN_REMOTE_CLOSED) return AmqpErrc::closed_by_peer;
  // A frame that does not decode makes Proton stop reading, without a condition.
  if (pn_connection_driver_read_closed(&driver_)) return AmqpErrc::protocol;
  return {};
}

Bytes AmqpPump::take_output() {
  Bytes out;  // all of it for one write: a WebSocket message then holds whole frames
  for (;;) {
    const pn_bytes_t ready = pn_connection_driver_write_buffer(&driver_);
    if (ready.size == 0) break;
    out.insert(out.end(), ready.start, ready.start + ready.size);
    pn_connection_driver_write_done(&driver_, ready.size);
    dispatch();
  }
  const auto heartbeat = keep_alive_.heartbeat(driver_.connection);
  if (out.empty() && heartbeat && *heartbeat <= world_.now()) {
    out.assign(std::begin(kHeartbeat), std::end(kHeartbeat));
  }
  if (hooks_.trace) trace_written(out, hooks_.trace);
  if (!out.empty()) keep_alive_.sent(world_.now());
  if (hooks_.before_write) hooks_.before_write();
  return out;
}

Awaitable<void> AmqpPump::flush() {
  const Bytes out = take_output();
  if (!out.empty() && write_timeout_ != Duration{}) write_limit_ = world_.now() + write_timeout_;
  alarm_.set(executor_, next_alarm(keep_alive_));
  if (out.empty()) co_return;
  const auto sent = co_await below_->write(out);
  if (!sent && !failure_) failure_ = sent.error();
}

Awaitable<bool> AmqpPump::read_some() {
  const MutableByteView buffer = input_.room();
  if (buffer.empty()) {
    failure_ = AmqpErrc::protocol;
    co_return false;
  }
  const auto count = co_await below_->read_some(buffer);
  // Nothing may come in between here: the bytes of a read that completed while the caller was
  // cancelled are not lost.
  if (!count) {
    if (count.error() != boost::asio::error::operation_aborted) failure_ = count.error();
    co_return false;
  }
  const Instant begun = world_.now();
  keep_alive_.received(begun);
  if (header_seen_) {
    judge(input_.took(*count));
  } else {
    feed(Bytes(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(*count)));
  }
  worked_ += world_.now() - begun;
  co_await hand_over_rest();
  co_return true;
}

/// What is left of a TLS record comes along: an answer to each part costs more than the part.
Awaitable<void> AmqpPump::read_once() {
  // An earlier run was cancelled before all that was read had been handed over.
  if (input_.has_more()) co_return co_await hand_over_rest();
  while (co_await read_some() && below_->buffered() > 0) {
    dispatch();
    if (failure_ || pn_connection_driver_read_closed(&driver_)) break;
  }
}

/// A turn has ended however it ends: by being cancelled, too.
class AmqpPump::Turn {
 public:
  explicit Turn(AmqpPump& pump) : pump_(pump) { pump_.free_.reset(); }
  ~Turn() {
    pump_.write_limit_.reset();
    pump_.free_.set();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  AmqpPump& pump_;
};

Awaitable<void> AmqpPump::turn(Run& run) {
  while (!free_.is_set()) co_await free_.wait();
  if (run.ended) co_return;
  const Turn turn(*this);
  dispatch();
  if (pn_connection_state(driver_.connection) & PN_REMOTE_CLOSED) {
    pn_connection_close(driver_.connection);
    dispatch();
  }
  give_up_silent_peer();
  co_await flush();
  dispatch();
  if (run.done()) {
    run.ended = true;
  } else if (const ErrorCode error = ended()) {
    run.ended = true;
    run.result = error;
  }
}

Awaitable<void> AmqpPump::turn_when_read(Run& run) {
  while (!run.ended) {
    co_await read_once();
    co_await turn(run);
  }
}

Awaitable<void> AmqpPump::turn_when_woken(Run& run) {
  while (!run.ended) {
    const Result<void> woken = co_await wake_.wait_result();
    if (run.ended) co_return;  // by what was read, as most runs: not worth an exception
    if (woken.has_error()) throw boost::system::system_error(woken.error());
    wake_.reset();
    co_await turn(run);
  }
}

Awaitable<Result<void>> AmqpPump::run_until(std::function<bool()> done) {
  executor_ = co_await boost::asio::this_coro::executor;
  Run run{std::move(done)};
  wake_.reset();
  co_await turn(run);
  if (run.ended) co_return run.result;
  co_await until_one_ends(turn_when_read(run), turn_when_woken(run));
  co_return run.result;
}

Awaitable<void> AmqpPump::close() {
  alarm_.set(executor_, std::nullopt);
  const bool can_be_told = !failure_ || fault_;
  const pn_state_t state = pn_connection_state(driver_.connection);
  if (can_be_told && (state & PN_LOCAL_ACTIVE)) {
    if (fault_) {
      set_condition(pn_connection_condition(driver_.connection), std::string(fault_->condition),
                    std::string(fault_->what));
    }
    pn_connection_close(driver_.connection);
    dispatch();
  }
  if (can_be_told && !(state & PN_LOCAL_UNINIT)) {
    const Bytes last = take_output();
    if (!last.empty()) {
      co_await with_deadline(world_, world_.now() + kCloseLimit, below_->write(last));
    }
  }
  co_await below_->close();
}

}  // namespace edge
