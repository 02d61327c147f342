#include "simulator/hub/connection.hpp"

#include <proton/session.h>
#include <proton/transport.h>

#include <algorithm>
#include <utility>

#include "common/amqp/endpoint_facts.hpp"
#include "common/amqp/guid.hpp"
#include "common/amqp/hub_error.hpp"
#include "common/world/side_by_side.hpp"
#include "common/world/with_deadline.hpp"
#include "simulator/hub/nodes/link_node.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

// What a hub of the first gateway generation says in OPEN, BEGIN, ATTACH and FLOW.
constexpr std::uint32_t kMaxFrame = 65536;
constexpr std::uint16_t kChannelMax = 8191;
constexpr milliseconds kLongestIdle = 240s;
constexpr int kIdleFactor = 4;  // a client that says 30 s is told 120 s
constexpr std::size_t kWindow = 5000;
constexpr int kCredit = 100;
constexpr const char* kChannel = "com.microsoft:channel-correlation-id";

// Limits of our own.
constexpr Duration kOpenLimit = 60s;
constexpr Duration kWriteLimit = 60s;
constexpr Duration kFarewellLimit = 5s;  // for the client's answer to our CLOSE

bool is_outcome(std::uint64_t state) {
  return state == PN_ACCEPTED || state == PN_REJECTED || state == PN_RELEASED ||
         state == PN_MODIFIED;
}

AmqpOptions options_for(World& world) {
  AmqpOptions options;
  options.server = true;
  options.container_id = "DeviceGateway_" + random_hex(world, 16);
  options.hostname = "localhost";
  options.max_frame_size = kMaxFrame;
  options.channel_max = kChannelMax;
  options.write_timeout = kWriteLimit;
  return options;
}

}  // namespace

HubConnection::HubConnection(std::shared_ptr<HubState> hub,
                             std::shared_ptr<HubBehaviour> behaviour,
                             std::unique_ptr<Stream> transport, ClientCredentials credentials,
                             FrameTrace trace)
    : hub_(std::move(hub)),
      behaviour_(std::move(behaviour)),
      credentials_(std::move(credentials)),
      pump_(hub_->world, std::move(transport), options_for(hub_->world),
            hooks(std::move(trace))),
      inbox_(hub_->limits.message_size) {
  const auto& plain = credentials_.plain;
  if (plain && plain->identity) authorise(*plain->identity, plain->expires);
}

AmqpHooks HubConnection::hooks(FrameTrace trace) {
  AmqpHooks hooks{[this](pn_event_t* event) { on_event(event); }, {}};
  hooks.trace = std::move(trace);
  return hooks;
}

HubConnection::~HubConnection() { release_identities(); }

Awaitable<void> HubConnection::serve(Bytes header) {
  pump_.feed(header);
  pn_connection_t* connection = pump_.connection();
  const auto opened = [connection] { return pn_connection_state(connection) & PN_REMOTE_ACTIVE; };
  const auto closing = [connection] { return pn_connection_state(connection) & PN_LOCAL_CLOSED; };
  const auto never = [] { return false; };

  const Instant limit = hub_->world.now() + kOpenLimit;
  auto ended = co_await with_deadline(hub_->world, limit, pump_.run_until(opened));
  if (ended) {
    std::optional<Result<void>> closed;
    auto serving = keep_result(pump_.run_until(closing), closed);
    co_await until_one_ends(std::move(serving), watch_expiries());
    ended = std::move(*closed);
  }
  release_identities();
  if (ended) {
    const Instant patience = hub_->world.now() + kFarewellLimit;
    co_await with_deadline(hub_->world, patience, pump_.run_until(never));
  }
  co_await pump_.close();
}

void HubConnection::throw_off(const AmqpCondition& why) {
  ++hub_->seen.thrown_off;
  close(why);
  pump_.wake();
}

void HubConnection::on_event(pn_event_t* event) {
  if (pn_connection_state(pump_.connection()) & PN_LOCAL_CLOSED) return;  // all is said
  switch (pn_event_type(event)) {
    case PN_CONNECTION_REMOTE_OPEN: on_open(); break;
    case PN_SESSION_REMOTE_OPEN: on_begin(pn_event_session(event)); break;
    case PN_SESSION_REMOTE_CLOSE: on_end(pn_event_session(event)); break;
    case PN_LINK_REMOTE_OPEN: on_attach(pn_event_link(event)); break;
    case PN_LINK_REMOTE_CLOSE: pn_link_close(pn_event_link(event)); [[fallthrough]];
    case PN_LINK_REMOTE_DETACH: on_detach(pn_event_link(event)); break;
    case PN_LINK_FLOW: on_flow(pn_event_link(event)); break;
    case PN_DELIVERY: on_delivery(pn_event_delivery(event)); break;
    default: break;
  }
}

void HubConnection::on_open() {
  pn_transport_t* transport = pump_.transport();
  const milliseconds theirs{pn_transport_get_remote_idle_timeout(transport)};
  const milliseconds ours =
      theirs == 0ms ? kLongestIdle : std::min(kLongestIdle, kIdleFactor * theirs);
  pn_transport_set_idle_timeout(transport, static_cast<pn_millis_t>(2 * ours.count()));
  pn_connection_open(pump_.connection());
  ++hub_->seen.opens;
  if (service().close_after_open) close(*service().close_after_open);
}

bool HubConnection::count_endpoint() {
  if (++endpoints_ <= hub_->limits.endpoints) return true;
  close(error("amqp:resource-limit-exceeded", 429001, "Too many sessions and links"));
  return false;
}

void HubConnection::on_begin(pn_session_t* session) {
  if (!count_endpoint()) return;
  pn_session_set_incoming_capacity(session, kWindow * kMaxFrame);
  pn_session_set_outgoing_window(session, kWindow);
  pn_session_open(session);
}

void HubConnection::on_end(pn_session_t* session) {
  pn_link_t* next = pn_link_head(pump_.connection(), 0);
  while (pn_link_t* link = next) {
    next = pn_link_next(link, 0);
    if (pn_link_session(link) == session) forget(link);
  }
  pn_session_close(session);
  pn_session_free(session);
  --endpoints_;
}

void HubConnection::on_attach(pn_link_t* link) {
  if (!count_endpoint()) return;
  const bool receives = pn_link_is_receiver(link);
  pn_terminus_t* node = receives ? pn_link_remote_target(link) : pn_link_remote_source(link);
  const auto address = parse_link_address(address_of(node), hub_->registry);
  if (!address) return refuse(link, error("amqp:not-found", 404006, "AmqpAddressNotFound"));
  if (address->kind != LinkKind::cbs) {
    const Identity& identity = address->identity;
    if (const auto why = refusal_of(identity)) return refuse(link, *why);
    held_.insert(identity);
    if (LinkHolder* older = hub_->holders.take(identity, *this)) {
      older->throw_off(
          error("amqp:link:stolen", 400027, "ConnectionForcefullyClosedOnNewConnection"));
    }
  }
  if (address->kind == LinkKind::telemetry) ++hub_->seen.links;
  HubLink& made = links_[link];
  made.handle = link;
  made.address = *address;
  made.side = receives ? LinkSide::hub_receives : LinkSide::hub_sends;
  made.channel = property_text(pn_link_remote_properties(link), kChannel);
  accept(link);
}

void HubConnection::accept(pn_link_t* link) {
  pn_terminus_copy(pn_link_source(link), pn_link_remote_source(link));
  pn_terminus_copy(pn_link_target(link), pn_link_remote_target(link));
  pn_link_set_snd_settle_mode(link, pn_link_remote_snd_settle_mode(link));
  pn_link_set_rcv_settle_mode(link, pn_link_remote_rcv_settle_mode(link));
  pn_link_set_max_message_size(link, hub_->limits.message_size);
  pn_link_open(link);
  if (pn_link_is_receiver(link)) pn_link_flow(link, kCredit);
}

/// As a hub does: ATTACH echoed with null source and target, then DETACH with the reason.
void HubConnection::refuse(pn_link_t* link, const AmqpCondition& why) {
  set_null(pn_link_source(link));
  set_null(pn_link_target(link));
  pn_link_open(link);
  set_condition(pn_link_condition(link), why.condition, why.description);
  pn_link_close(link);
}

void HubConnection::on_detach(pn_link_t* link) {
  pn_link_detach(link);  // nothing to do when it is closed already
  forget(link);
}

void HubConnection::forget(pn_link_t* link) {
  inbox_.forget(link);
  links_.erase(link);
  pn_link_free(link);
  --endpoints_;
}

void HubConnection::on_flow(pn_link_t* link) {
  const auto found = links_.find(link);
  if (found == links_.end() || found->second.side == LinkSide::hub_receives) return;
  offer(found->second);
  if (pn_link_get_drain(link)) pn_link_drained(link);  // else the client waits for the rest
}

void HubConnection::on_delivery(pn_delivery_t* delivery) {
  const auto found = links_.find(pn_delivery_link(delivery));
  if (found == links_.end() || !found->second.open()) return;
  if (found->second.side == LinkSide::hub_receives) return on_transfer(found->second, delivery);
  if (!pn_delivery_updated(delivery)) return;
  if (!pn_delivery_settled(delivery) && !is_outcome(pn_delivery_remote_state(delivery))) return;
  const auto on_outcome = node_of(found->second.address.kind).on_outcome;
  if (on_outcome) on_outcome(*this, found->second, delivery);
  pn_delivery_settle(delivery);
}

void HubConnection::on_transfer(HubLink& link, pn_delivery_t* delivery) {
  pn_link_t* handle = link.handle;
  const auto encoded = inbox_.take_encoded(delivery);
  if (!encoded) {
    return close(error("amqp:link:message-size-exceeded", 413001, "The message is too large"));
  }
  if (!*encoded) return;
  if (const auto on_message = node_of(link.address.kind).on_message) {
    on_message(*this, link, delivery, **encoded);
  } else {
    sim::accept(delivery);
  }
  if (pn_link_credit(handle) < kCredit / 2) pn_link_flow(handle, kCredit - pn_link_credit(handle));
}

void HubConnection::close(const AmqpCondition& why) {
  set_condition(pn_connection_condition(pump_.connection()), why.condition, why.description);
  pn_connection_close(pump_.connection());
}

AmqpCondition HubConnection::error(const std::string& condition, int code,
                                   const std::string& message) const {
  return {condition, hub_error_json(code, message, random_guid(hub_->world), clock())};
}

}  // namespace edge::sim
