// The state behind AgentSession: the pump, the endpoints opened so far, and how to wait for each of
// them. Not the order of the agent's steps: that is agent_session.cpp.
#pragma once

#include <initializer_list>

#include "common/amqp/endpoint_facts.hpp"
#include "common/amqp/message.hpp"
#include "common/amqp/pump.hpp"
#include "probe/attempt/agent_session.hpp"
#include "probe/attempt/cbs_reply.hpp"

namespace edge::probe {

class SessionState {
 public:
  SessionState(World& world, std::unique_ptr<Stream> below, const std::string& host,
               const OpenFields& fields, FrameTrace trace);

  pn_session_t* begin_session();
  /// A link of that session; the caller sets its fields and opens it.
  pn_link_t* new_sender(pn_session_t* session, const std::string& name);
  pn_link_t* new_receiver(pn_session_t* session, const std::string& name);

  /// As AmqpPump::run_until; ends with AmqpErrc::protocol too when the peer does what no hub does.
  Awaitable<Result<void>> wait_for(std::function<bool()> done);
  Awaitable<Result<void>> wait_until_begun(pn_session_t* session);
  /// Until the peer's ATTACH accepts the link. A refusal comes as ATTACH with a null terminus and
  /// then DETACH, or as DETACH alone: AmqpErrc::detached.
  Awaitable<Result<void>> wait_until_attached(pn_link_t* link);
  /// Until the message with this correlation id comes on `receiver`.
  Awaitable<Result<CbsReply>> wait_for_reply(pn_link_t* receiver, std::string correlation);

  /// AmqpErrc::detached, ended or closed_by_peer once the peer has ended `link`, its session or the
  /// connection.
  ErrorCode loss_of(pn_link_t* link);
  /// The words of the latest DETACH, END or CLOSE the peer sent, innermost endpoint first.
  PeerCondition last_words();

  World& world;
  AlarmClock alarms{world};
  AmqpPump pump;
  pn_session_t* device_session = nullptr;
  pn_link_t* telemetry = nullptr;

 private:
  void on_event(pn_event_t* event);
  void on_delivery(pn_delivery_t* delivery);

  MessageInbox inbox_;
  std::vector<pn_session_t*> sessions_;
  std::vector<pn_link_t*> links_;
  pn_link_t* reply_link_ = nullptr;
  std::string correlation_;
  std::optional<CbsReply> reply_;
  bool misbehaved_ = false;
};

}  // namespace edge::probe
