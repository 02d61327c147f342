#include "tests/support/amqp_client.hpp"

namespace edge::test {
namespace {

constexpr const char* kChannel = "com.microsoft:channel-correlation-id";

AmqpOptions client_options() {
  AmqpOptions options;
  options.container_id = "client";
  return options;
}

}  // namespace

AmqpClient::AmqpClient(MemoryWorld& world, std::unique_ptr<Stream> stream)
    : world_(world),
      inbox_(1 << 20),
      pump_(world.alarms, std::move(stream), client_options(),
            {[this](pn_event_t* event) { on_event(event); }, {}}) {
  pn_connection_open(pump_.connection());
  session_ = pn_session(pump_.connection());
  pn_session_open(session_);
}

pn_link_t* AmqpClient::sender(const std::string& name, const std::string& target,
                              const std::string& channel) {
  pn_link_t* link = pn_sender(session_, name.c_str());
  pn_terminus_set_address(pn_link_target(link), target.c_str());
  if (!channel.empty()) put_properties(pn_link_properties(link), {{kChannel, channel}});
  pn_link_open(link);
  return link;
}

pn_link_t* AmqpClient::receiver(const std::string& name, const std::string& source, int credit,
                                const std::string& channel, pn_snd_settle_mode_t mode) {
  pn_link_t* link = pn_receiver(session_, name.c_str());
  pn_terminus_set_address(pn_link_source(link), source.c_str());
  if (!channel.empty()) put_properties(pn_link_properties(link), {{kChannel, channel}});
  pn_link_set_snd_settle_mode(link, mode);
  pn_link_open(link);
  if (credit > 0) pn_link_flow(link, credit);
  return link;
}

Result<void> AmqpClient::settle_for(Duration time) {
  const auto waited = std::make_shared<bool>(false);  // the connection may end before the time
  world_.loop().in(time, [this, still = std::weak_ptr(waited)] {
    const auto here = still.lock();
    if (!here) return;
    *here = true;
    pump_.wake();
  });
  return world_.run(pump_.run_until([&] { return *waited; }));
}

bool AmqpClient::put_token(const probe::PutToken& token, const proton::message_id& id,
                           const std::string& name) {
  received.clear();
  if (!cbs_) {
    cbs_ = sender("$cbs-sender", "$cbs");
    answers_ = receiver("$cbs-receiver", "$cbs", 0, {}, PN_SND_SETTLED);
  }
  pn_link_flow(answers_, 1);
  proton::message request;
  request.id(id);
  request.properties().put("operation", "put-token");
  request.properties().put("type", "servicebus.windows.net:sastoken");
  request.properties().put("name", name.empty() ? token.audience : name);
  request.body(std::string(token.token.reveal()));
  send(cbs_, request);
  settle().value();
  return received.size() == 1 &&
         received[0].properties().get("status-code") == proton::scalar(std::int32_t{200});
}

void AmqpClient::send(pn_link_t* link, const proton::message& message, bool settled) {
  last_outcome_ = 0;
  send_message(link, message, ++sent_, settled);
}

void AmqpClient::decide(std::uint64_t outcome) {
  pn_delivery_t* oldest = undecided_.front();
  undecided_.erase(undecided_.begin());
  if (outcome != 0) pn_delivery_update(oldest, outcome);
  pn_delivery_settle(oldest);
}

PeerCondition AmqpClient::end_of(pn_link_t* link) {
  return condition_of(pn_link_remote_condition(link));
}

PeerCondition AmqpClient::end_of_connection() {
  return condition_of(pn_connection_remote_condition(pump_.connection()));
}

void AmqpClient::on_event(pn_event_t* event) {
  if (pn_event_type(event) != PN_DELIVERY) return;
  pn_delivery_t* delivery = pn_event_delivery(event);
  if (!pn_delivery_readable(delivery)) {
    last_outcome_ = pn_delivery_remote_state(delivery);
    const PeerCondition why = condition_of(pn_disposition_condition(pn_delivery_remote(delivery)));
    if (last_outcome_ == PN_REJECTED) rejection = why.name;
    pn_delivery_settle(delivery);
    return heard.push_back("settled");
  }
  heard.push_back("answered");
  const pn_delivery_tag_t tag = pn_delivery_tag(delivery);
  if (const auto* encoded = inbox_.take_encoded(delivery).value()) {
    received.push_back(*decode_message(*encoded).value());
    tags.emplace_back(tag.start, tag.size);
    if (!pn_delivery_settled(delivery)) undecided_.push_back(delivery);
  }
}

}  // namespace edge::test
