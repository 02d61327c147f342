// Drives one AMQP connection over a Stream: Proton's engine does the protocol and no I/O
// (proton/connection_driver.h), the pump moves its bytes and tells it the World's time.
// Not for SASL (sasl.hpp comes before it), nor for what is said on the connection: the owner acts
// on connection() with Proton's C functions and hears of events through a hook.
//
// Why the C engine and not its C++ wrapper: only the C functions set BEGIN's windows, write a null
// source or target, and let an exception of a hook through.
//
// Unlike the C# agent's stack (azure-amqp 2.6), since Proton fixes it: BEGIN has next-outgoing-id 0
// (not 1) and no handle-max (not 262143).
#pragma once

#include <proton/connection_driver.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/amqp/header.hpp"
#include "common/amqp/keep_alive.hpp"
#include "common/amqp/proton_input.hpp"
#include "common/amqp/sasl.hpp"
#include "common/world/alarm.hpp"
#include "common/world/event.hpp"
#include "common/world/world.hpp"

namespace edge {

struct AmqpOptions {
  bool server = false;
  std::string container_id;              // of our OPEN; a server may set it later
  std::string hostname;                  // of our OPEN
  std::uint32_t max_frame_size = 65536;  // bytes; a larger frame ends the connection
  std::uint16_t channel_max = 8191;
  Duration idle_timeout{};               // as put on the wire; twice this of silence ends it
  bool heartbeats = true;                // false: says nothing of its own accord
  Duration write_timeout{};              // a write that takes longer ends it; zero: no limit
};

struct AmqpHooks {
  std::function<void(pn_event_t*)> on_event;
  FrameTrace trace;  // one line per frame, without secrets
  /// Before anything is written that answers what on_event has heard of.
  std::function<void()> before_write;
};

class AmqpPump {
 public:
  AmqpPump(AlarmClock& clock, std::unique_ptr<Stream> below, const AmqpOptions& options,
           AmqpHooks hooks);
  ~AmqpPump();
  AmqpPump(const AmqpPump&) = delete;
  AmqpPump& operator=(const AmqpPump&) = delete;

  pn_connection_t* connection() { return driver_.connection; }
  pn_transport_t* transport() { return driver_.transport; }

  /// Takes bytes that were read before the pump had the stream: the peer's header.
  void feed(ByteView bytes);

  /// Moves bytes both ways until `done`, which is asked after everything that has arrived was
  /// dispatched; whoever else runs on the executor has its turn in between. Once we have closed,
  /// nothing of the peer counts but its CLOSE. Sends what is ready first, in one write. Errors:
  /// not_amqp and wrong_header (see first_bytes), protocol and peer_idle (our own transport's
  /// view), closed_by_peer (its condition is the connection's remote condition), or the stream's.
  /// Cancelling it leaves the pump usable.
  Awaitable<Result<void>> run_until(std::function<bool()> done);

  /// Makes a waiting run_until look again: something is to be sent, or `done` may have changed.
  void wake() { wake_.set(); }
  /// The same at a time to come, in place of one asked for before; nothing: no more.
  void wake_at(std::optional<Instant> when);

  /// Sends CLOSE if it is not sent yet, with what was wrong with the peer's frame if that is why,
  /// and closes the stream.
  /// Best effort: gives up on a write after one second.
  Awaitable<void> close();

  /// Of the TCP connection at the bottom.
  TcpInfo tcp_info() const { return below_->tcp_info(); }

  /// The start of what the peer sent: its header, or what came instead.
  ByteView first_bytes() const { return first_bytes_; }

 private:
  /// One run_until: what it waits for, and what came of it.
  struct Run {
    std::function<bool()> done;
    bool ended = false;
    Result<void> result;
  };
  class Turn;

  void dispatch();
  void judge(const std::optional<FrameFault>& fault);
  Awaitable<void> hand_over_rest();
  void give_up_silent_peer();
  std::optional<Instant> next_alarm(const KeepAlive& keep_alive);
  void ring();
  ErrorCode ended();
  Bytes take_output();
  Awaitable<void> flush();
  Awaitable<bool> read_some();
  Awaitable<void> read_once();
  /// Dispatches, sends, asks whether the run has ended. One at a time, so that nothing more is read
  /// from a peer that does not read either.
  Awaitable<void> turn(Run& run);
  // What a run consists of. They stay for all of it: to begin and to cancel a wait costs more than
  // most turns do.
  Awaitable<void> turn_when_read(Run& run);
  Awaitable<void> turn_when_woken(Run& run);

  World& world_;
  std::unique_ptr<Stream> below_;
  AmqpHooks hooks_;
  Duration write_timeout_;
  pn_connection_driver_t driver_{};
  ProtonInput input_;
  Duration worked_{};  // at frames since others last had their turn
  boost::asio::any_io_executor executor_;  // of the present run
  Event wake_;
  Event free_;  // no turn is under way
  KeepAlive keep_alive_;
  Alarm alarm_;  // for it, and at the next two
  std::optional<Instant> wake_at_;
  std::optional<Instant> write_limit_;  // of the write under way
  Bytes first_bytes_;
  bool header_seen_ = false;
  ErrorCode failure_;
  std::optional<FrameFault> fault_;  // of the peer's frame that it is
};

}  // namespace edge
