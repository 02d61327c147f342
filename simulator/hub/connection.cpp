#include "simulator/hub/connection.hpp"

#include <proton/connection.h>
#include <proton/session.h>
#include <proton/transport.h>

#include <algorithm>
#include <proton/error.hpp>
#include <proton/message_id.hpp>
#include <proton/value.hpp>

#include "common/amqp/endpoint_facts.hpp"
#include "common/amqp/guid.hpp"
#include "common/amqp/hub_error.hpp"
#include "common/world/with_deadline.hpp"
#include "simulator/hub/cbs_node.hpp"

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
constexpr std::size_t kMaxMessage = 1048576;
constexpr int kCredit = 100;

// Limits of our own.
constexpr std::size_t kMaxEndpoints = 1024;
constexpr Duration kOpenLimit = 60s;
constexpr Duration kWriteLimit = 60s;
constexpr Duration kFarewellLimit = 5s;  // for the client's answer to our CLOSE

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

std::string body_of(const proton::message& message) {
  try {
    const auto type = message.body().type();
    if (type == proton::BINARY) return std::string(proton::get<proton::binary>(message.body()));
    return proton::coerce<std::string>(message.body());
  } catch (const proton::conversion_error&) {
    return proton::to_string(message.body());
  }
}

}  // namespace

HubConnection::HubConnection(HubState& hub, const HubBehaviour& behaviour,
                             std::unique_ptr<Stream> transport)
    : hub_(hub),
      behaviour_(behaviour),
      pump_(hub.world, std::move(transport), options_for(hub.world),
            {[this](pn_event_t* event) { on_event(event); }, {}}),
      inbox_(kMaxMessage) {}

HubConnection::~HubConnection() { hub_.holders.release(*this); }

Awaitable<void> HubConnection::serve(Bytes header) {
  pump_.feed(header);
  pn_connection_t* connection = pump_.connection();
  const auto opened = [connection] { return pn_connection_state(connection) & PN_REMOTE_ACTIVE; };
  const auto closing = [connection] { return pn_connection_state(connection) & PN_LOCAL_CLOSED; };
  const auto never = [] { return false; };

  const Instant limit = hub_.world.now() + kOpenLimit;
  auto ended = co_await with_deadline(hub_.world, limit, pump_.run_until(opened));
  if (ended) ended = co_await pump_.run_until(closing);
  hub_.holders.release(*this);
  if (ended) {
    const Instant patience = hub_.world.now() + kFarewellLimit;
    co_await with_deadline(hub_.world, patience, pump_.run_until(never));
  }
  co_await pump_.close();
}

void HubConnection::throw_off() {
  ++hub_.seen.thrown_off;
  close(error("amqp:link:stolen", 400027, "ConnectionForcefullyClosedOnNewConnection"));
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
  ++hub_.seen.opens;
  if (behaviour_.service.close_after_open) close(*behaviour_.service.close_after_open);
}

bool HubConnection::count_endpoint() {
  if (++endpoints_ <= kMaxEndpoints) return true;
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
  pn_terminus_t* node =
      pn_link_is_receiver(link) ? pn_link_remote_target(link) : pn_link_remote_source(link);
  const HubService& service = behaviour_.service;
  const auto address = parse_link_address(address_of(node), service.devices);
  if (!address) return refuse(link, error("amqp:not-found", 404006, "AmqpAddressNotFound"));
  if (address->kind != LinkKind::cbs) {
    if (!may_use(address->identity)) {
      return refuse(link, error("amqp:unauthorized-access", 401002, "Unauthorized access"));
    }
    if (service.refuse_link) return refuse(link, *service.refuse_link);
    if (LinkHolder* older = hub_.holders.take(address->identity, *this)) older->throw_off();
  }
  if (address->kind == LinkKind::telemetry) ++hub_.seen.links;
  links_[link] = *address;
  accept(link);
}

void HubConnection::accept(pn_link_t* link) {
  pn_terminus_copy(pn_link_source(link), pn_link_remote_source(link));
  pn_terminus_copy(pn_link_target(link), pn_link_remote_target(link));
  pn_link_set_snd_settle_mode(link, pn_link_remote_snd_settle_mode(link));
  pn_link_set_rcv_settle_mode(link, pn_link_remote_rcv_settle_mode(link));
  pn_link_set_max_message_size(link, kMaxMessage);
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

void HubConnection::on_delivery(pn_delivery_t* delivery) {
  pn_link_t* link = pn_delivery_link(delivery);
  const auto found = links_.find(link);
  if (pn_link_is_sender(link)) {
    if (pn_delivery_updated(delivery)) pn_delivery_settle(delivery);  // what became of our answer
    return;
  }
  if (found == links_.end()) return;
  const LinkAddress address = found->second;
  const auto message = inbox_.take(delivery);
  if (!message) {
    return close(error("amqp:link:message-size-exceeded", 413001, "The message is too large"));
  }
  if (!*message) return;
  pn_delivery_update(delivery, PN_ACCEPTED);
  pn_delivery_settle(delivery);
  if (pn_link_credit(link) < kCredit / 2) pn_link_flow(link, kCredit - pn_link_credit(link));
  if (address.kind == LinkKind::cbs) return on_put_token(**message);
  if (address.kind != LinkKind::telemetry) return;
  ++hub_.seen.messages;
  if (hub_.on_message) hub_.on_message({address.identity, body_of(**message)});
}

void HubConnection::on_put_token(const proton::message& request) {
  if (behaviour_.service.cbs.silent) return;
  const TokenAnswer answer = answer_to(token_request(request));
  if (answer.identity) {
    ++hub_.seen.authorised;
    if (!may_use(*answer.identity)) authorised_.push_back(*answer.identity);
  }
  // The client's receiving link; azure-uamqp-c gives no reply-to, so any one on $cbs will do.
  const auto back = std::ranges::find_if(links_, [](const auto& entry) {
    return entry.second.kind == LinkKind::cbs && pn_link_is_sender(entry.first);
  });
  if (back == links_.end()) return;
  // A hub settles the request before it answers, and azure-uamqp-c, which frees the request when
  // the answer comes, crashes otherwise. Proton would put the DISPOSITION last: write it now.
  pn_transport_pending(pump_.transport());
  const bool settled = pn_link_snd_settle_mode(back->first) == PN_SND_SETTLED;
  send_message(back->first, token_reply(request, answer.status, answer.description), ++replies_,
               settled);
}

TokenAnswer HubConnection::answer_to(const TokenRequest& request) const {
  const HubService& service = behaviour_.service;
  if (!service.cbs.status) return check_token(service, request, hub_.clock(behaviour_));
  TokenAnswer answer{*service.cbs.status, service.cbs.description, std::nullopt};
  if (answer.status < 300) {
    answer.identity = identity_in(request.name, service.host_name, service.devices);
  }
  return answer;
}

void HubConnection::close(const AmqpCondition& why) {
  set_condition(pn_connection_condition(pump_.connection()), why.condition, why.description);
  pn_connection_close(pump_.connection());
}

bool HubConnection::may_use(const Identity& identity) const {
  return std::ranges::find(authorised_, identity) != authorised_.end();
}

AmqpCondition HubConnection::error(const std::string& condition, int code,
                                   const std::string& message) const {
  const WallTime now = hub_.clock(behaviour_);
  return {condition, hub_error_json(code, message, random_guid(hub_.world), now)};
}

}  // namespace edge::sim
