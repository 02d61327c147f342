// A bare AMQP client of a hub in memory: opens what it is told, keeps what arrives. For what other
// SDKs say than the one the probe imitates.
#pragma once

#include <proton/connection.h>
#include <proton/disposition.h>
#include <proton/session.h>

#include <proton/message_id.hpp>
#include <string>
#include <vector>

#include "common/amqp/endpoint_facts.hpp"
#include "common/amqp/message.hpp"
#include "common/amqp/pump.hpp"
#include "probe/attempt/agent_session.hpp"
#include "tests/support/memory_world.hpp"

namespace edge::test {

class AmqpClient {
 public:
  AmqpClient(MemoryWorld& world, std::unique_ptr<Stream> stream);

  pn_link_t* sender(const std::string& name, const std::string& target,
                    const std::string& channel = {});
  pn_link_t* receiver(const std::string& name, const std::string& source, int credit = 10,
                      const std::string& channel = {},
                      pn_snd_settle_mode_t mode = PN_SND_MIXED);

  /// Lets both ends say all they have to say.
  Result<void> settle() { return settle_for(std::chrono::milliseconds{1}); }
  Result<void> settle_for(Duration time);

  /// Whether the hub answers 200; its answer is in `received`.
  bool put_token(const probe::PutToken& token, const proton::message_id& id,
                 const std::string& name = {});
  void send(pn_link_t* link, const proton::message& message, bool settled = false);
  /// What the hub said of our latest unsettled message; 0 if nothing.
  std::uint64_t last_outcome() const { return last_outcome_; }

  /// Settles the oldest message that was received unsettled, as the client decides.
  void decide(std::uint64_t outcome);
  std::size_t undecided() const { return undecided_.size(); }

  /// What the hub gave as the reason for the end of `link`, or of the connection.
  static PeerCondition end_of(pn_link_t* link);
  PeerCondition end_of_connection();

  AmqpPump& pump() { return pump_; }
  pn_session_t* session() { return session_; }
  std::vector<proton::message> received;
  std::vector<std::string> tags;   // of their deliveries
  std::vector<std::string> heard;  // what became of our messages, and answers, in order
  std::string rejection;           // the condition of the latest rejected message

 private:
  void on_event(pn_event_t* event);

  MemoryWorld& world_;
  MessageInbox inbox_;
  AmqpPump pump_;
  pn_session_t* session_ = nullptr;
  pn_link_t *cbs_ = nullptr, *answers_ = nullptr;
  std::uint32_t sent_ = 0;
  std::uint64_t last_outcome_ = 0;
  std::vector<pn_delivery_t*> undecided_;
};

}  // namespace edge::test
