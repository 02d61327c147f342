#include "probe/attempt/agent_session_state.hpp"

#include <proton/connection.h>
#include <proton/session.h>
#include <proton/transport.h>

#include <algorithm>

#include "common/amqp/error.hpp"
#include "common/world/guid.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kMaxReply = 65536;  // bytes of one answer on $cbs
constexpr std::size_t kWindow = 5000;     // transfers: BEGIN's windows (AmqpConstants.cs)

AmqpOptions options_for(World& world, const std::string& host, const OpenFields& fields) {
  AmqpOptions options;
  options.container_id = random_guid(world);
  options.hostname = host;
  options.max_frame_size = fields.max_frame_size;
  options.channel_max = fields.channel_max;
  options.idle_timeout = fields.idle_timeout;
  options.heartbeats = fields.heartbeats;
  return options;
}

bool is_closed(pn_state_t state) { return state & PN_REMOTE_CLOSED; }

}  // namespace

SessionState::SessionState(World& the_world, std::unique_ptr<Stream> below,
                           const std::string& host, const OpenFields& fields, FrameTrace trace)
    : world(the_world),
      pump(alarms, std::move(below), options_for(the_world, host, fields),
           {[this](pn_event_t* event) { on_event(event); }, std::move(trace)}),
      inbox_(kMaxReply) {}

void SessionState::on_event(pn_event_t* event) {
  switch (pn_event_type(event)) {
    // A hub never begins a session or a link of its own; one that does could fill our memory.
    case PN_SESSION_REMOTE_OPEN:
      misbehaved_ |= std::ranges::find(sessions_, pn_event_session(event)) == sessions_.end();
      break;
    case PN_LINK_REMOTE_OPEN:
      misbehaved_ |= std::ranges::find(links_, pn_event_link(event)) == links_.end();
      break;
    case PN_DELIVERY: on_delivery(pn_event_delivery(event)); break;
    default: break;
  }
}

void SessionState::on_delivery(pn_delivery_t* delivery) {
  if (!pn_delivery_readable(delivery)) return;  // news of a message that we sent
  if (pn_delivery_link(delivery) != reply_link_) {
    misbehaved_ = true;
    return;
  }
  const auto encoded = inbox_.take_encoded(delivery);
  if (encoded && !*encoded) return;  // more of it is to come
  auto reply = encoded ? read_cbs_reply(as_bytes(std::string_view(
                             (*encoded)->data(), (*encoded)->size())))
                       : std::nullopt;
  if (!reply) {
    misbehaved_ = true;
    return;
  }
  pn_delivery_update(delivery, PN_ACCEPTED);
  pn_delivery_settle(delivery);
  if (reply->correlation_id == correlation_) reply_ = std::move(*reply);
}

pn_session_t* SessionState::begin_session() {
  pn_session_t* session = pn_session(pump.connection());
  sessions_.push_back(session);
  // Proton counts the incoming window in bytes and divides by the frame size.
  const std::size_t frame = pn_transport_get_max_frame(pump.transport());
  pn_session_set_incoming_capacity(session, kWindow * frame);
  pn_session_set_outgoing_window(session, kWindow);
  pn_session_open(session);
  return session;
}

pn_link_t* SessionState::new_sender(pn_session_t* session, const std::string& name) {
  links_.push_back(pn_sender(session, name.c_str()));
  return links_.back();
}

pn_link_t* SessionState::new_receiver(pn_session_t* session, const std::string& name) {
  links_.push_back(pn_receiver(session, name.c_str()));
  return links_.back();
}

Awaitable<Result<void>> SessionState::wait_for(std::function<bool()> done) {
  const auto either = [this, done = std::move(done)] { return done() || misbehaved_; };
  const auto result = co_await pump.run_until(either);
  if (misbehaved_) co_return make_error_code(AmqpErrc::protocol);
  co_return result;
}

Awaitable<Result<void>> SessionState::wait_until_begun(pn_session_t* session) {
  const auto answered = [session] {
    return pn_session_state(session) & (PN_REMOTE_ACTIVE | PN_REMOTE_CLOSED);
  };
  if (const auto result = co_await wait_for(answered); !result) co_return result;
  if (is_closed(pn_session_state(session))) co_return make_error_code(AmqpErrc::ended);
  co_return Result<void>{};
}

Awaitable<Result<void>> SessionState::wait_until_attached(pn_link_t* link) {
  const bool sender = pn_link_is_sender(link);
  pn_terminus_t* echoed = sender ? pn_link_remote_target(link) : pn_link_remote_source(link);
  const auto answered = [this, link, echoed] {
    const bool accepted = (pn_link_state(link) & PN_REMOTE_ACTIVE) && !is_null(echoed);
    return accepted || loss_of(link).failed();
  };
  if (const auto result = co_await wait_for(answered); !result) co_return result;
  if (const ErrorCode lost = loss_of(link)) co_return lost;
  co_return Result<void>{};
}

Awaitable<Result<CbsReply>> SessionState::wait_for_reply(pn_link_t* receiver,
                                                         std::string correlation) {
  reply_link_ = receiver;
  correlation_ = std::move(correlation);
  reply_.reset();
  const auto arrived = [this, receiver] { return reply_ || loss_of(receiver).failed(); };
  if (const auto result = co_await wait_for(arrived); !result) co_return result.error();
  if (!reply_) co_return loss_of(receiver);
  co_return std::move(*reply_);
}

ErrorCode SessionState::loss_of(pn_link_t* link) {
  if (is_closed(pn_link_state(link))) return AmqpErrc::detached;
  if (is_closed(pn_session_state(pn_link_session(link)))) return AmqpErrc::ended;
  if (is_closed(pn_connection_state(pump.connection()))) return AmqpErrc::closed_by_peer;
  return {};
}

PeerCondition SessionState::last_words() {
  for (auto link = links_.rbegin(); link != links_.rend(); ++link) {
    if (is_closed(pn_link_state(*link))) return condition_of(pn_link_remote_condition(*link));
  }
  for (pn_session_t* session : sessions_) {
    if (is_closed(pn_session_state(session))) {
      return condition_of(pn_session_remote_condition(session));
    }
  }
  return condition_of(pn_connection_remote_condition(pump.connection()));
}

}  // namespace edge::probe
