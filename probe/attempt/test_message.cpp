#include "probe/attempt/test_message.hpp"

#include <proton/delivery.h>
#include <proton/disposition.h>

#include <proton/binary.hpp>
#include <proton/message_id.hpp>
#include <proton/timestamp.hpp>

#include "common/amqp/error.hpp"
#include "common/iothub/hub_error.hpp"
#include "common/world/guid.hpp"
#include "common/world/with_deadline.hpp"
#include "probe/attempt/session_notes.hpp"

namespace edge::probe {
namespace {

constexpr std::string_view kTag = "1";  // the only delivery on its link

proton::message test_message(World& world, const std::string& id) {
  const auto now =
      std::chrono::duration_cast<std::chrono::milliseconds>(world.wall().time_since_epoch());
  proton::message message;
  message.id(id);
  message.creation_time(proton::timestamp(now.count()));
  message.content_type("application/json");
  message.content_encoding("utf-8");
  message.properties().put("source", "edgeprobe");
  message.body(proton::binary(kTestMessage.begin(), kTestMessage.end()));
  return message;
}

/// By the names of AMQP 1.0 part 3, section 3.4. One that is settled without any is as the sender
/// was told to take it: done.
std::string_view disposition_name(pn_delivery_t* delivery) {
  switch (pn_delivery_remote_state(delivery)) {
    case PN_ACCEPTED: return "accepted";
    case PN_REJECTED: return "rejected";
    case PN_RELEASED: return "released";
    case PN_MODIFIED: return "modified";
    default: return pn_delivery_settled(delivery) ? "settled" : "";
  }
}

void note_disposition(pn_delivery_t* delivery, MessageDetail& detail) {
  detail.disposition = disposition_name(delivery);
  const PeerCondition words =
      condition_of(pn_disposition_condition(pn_delivery_remote(delivery)));
  detail.condition = printable(words.name);
  detail.description = printable(words.description);
  if (const auto error = parse_hub_error(words.description)) detail.hub_error_code = error->code;
}

}  // namespace

Awaitable<Result<void>> send_test_message(SessionState& session, MessageDetail& detail) {
  World& world = session.world;
  detail.message_id = random_guid(world);
  detail.bytes = static_cast<int>(kTestMessage.size());
  const auto message = test_message(world, detail.message_id);
  // The hub may give credit later than the link: until then Proton keeps the message.
  pn_delivery_t* sent = send_message(session.telemetry, message, kTag, false);
  const auto answered = [&session, sent] {
    return !disposition_name(sent).empty() || session.loss_of(session.telemetry).failed();
  };
  const Instant patience = world.now() + kDispositionPatience;
  const auto waited = co_await with_deadline(world, patience, session.wait_for(answered));
  if (!disposition_name(sent).empty()) {
    note_disposition(sent, detail);
    const bool accepted = detail.disposition == "accepted";
    const ErrorCode error = accepted ? ErrorCode{} : make_error_code(AmqpErrc::refused);
    pn_delivery_settle(sent);
    if (error) co_return error;
    co_return Result<void>{};
  }
  const ErrorCode error = waited ? session.loss_of(session.telemetry) : waited.error();
  const PeerCondition words = session.last_words();
  note_loss(words, error, detail);
  if (const auto why = parse_hub_error(words.description)) detail.hub_error_code = why->code;
  co_return error;
}

}  // namespace edge::probe
