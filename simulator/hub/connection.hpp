// One client's AMQP connection to the hub: OPEN, sessions, links, messages. Not what precedes it on
// the stream: greeting.hpp.
#pragma once

#include <memory>

#include "common/amqp/message.hpp"
#include "common/amqp/pump.hpp"
#include "simulator/hub/hub_state.hpp"
#include "simulator/hub/link_address.hpp"
#include "simulator/hub/token_check.hpp"

namespace edge::sim {

class HubConnection : public LinkHolder {
 public:
  HubConnection(HubState& hub, const HubBehaviour& behaviour, std::unique_ptr<Stream> transport);
  ~HubConnection() override;

  /// `header` is the client's AMQP header, read already.
  Awaitable<void> serve(Bytes header);
  void throw_off() override;

 private:
  void on_event(pn_event_t* event);
  void on_open();
  void on_begin(pn_session_t* session);
  void on_end(pn_session_t* session);
  void on_attach(pn_link_t* link);
  void on_detach(pn_link_t* link);
  void forget(pn_link_t* link);
  void on_delivery(pn_delivery_t* delivery);
  void on_put_token(const proton::message& request);
  TokenAnswer answer_to(const TokenRequest& request) const;
  void accept(pn_link_t* link);
  void refuse(pn_link_t* link, const AmqpCondition& why);
  void close(const AmqpCondition& why);
  bool count_endpoint();
  bool may_use(const Identity& identity) const;
  AmqpCondition error(const std::string& condition, int code, const std::string& message) const;

  HubState& hub_;
  const HubBehaviour& behaviour_;
  AmqpPump pump_;
  MessageInbox inbox_;
  std::vector<Identity> authorised_;
  std::map<pn_link_t*, LinkAddress> links_;  // accepted
  std::size_t endpoints_ = 0;                // sessions and links the client has open
  std::uint32_t replies_ = 0;
};

}  // namespace edge::sim
