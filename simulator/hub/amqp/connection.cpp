#include "simulator/hub/amqp/connection.hpp"

#include <fmt/format.h>
#include <proton/session.h>
#include <proton/transport.h>

#include <algorithm>
#include <utility>

#include "common/amqp/endpoint_facts.hpp"
#include "common/iothub/hub_error.hpp"
#include "common/world/with_deadline.hpp"
#include "simulator/hub/hub_errors.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

// Limits of our own.
constexpr Duration kOpenLimit = 60s;
constexpr Duration kWriteLimit = 60s;
constexpr Duration kFarewellLimit = 5s;  // for the client's answer to our CLOSE

AmqpOptions options_for(World& world, const HubService& service) {
  const PersonalityRow& row = row_of(service.personality);
  AmqpOptions options;
  options.server = true;
  options.container_id = container_id(row, world);
  options.hostname = open_hostname(row, service);
  options.max_frame_size = row.max_frame_size;
  options.channel_max = row.channel_max;
  options.write_timeout = kWriteLimit + service.connection.answer_delay;
  return options;
}

}  // namespace

HubConnection::HubConnection(std::shared_ptr<HubState> hub,
                             std::shared_ptr<HubBehaviour> behaviour,
                             std::unique_ptr<Stream> transport,
                             const ClientCredentials& credentials, FrameTrace trace)
    : hub_(std::move(hub)),
      behaviour_(std::move(behaviour)),
      credentials_(credentials),
      pump_(hub_->alarms, std::move(transport), options_for(hub_->world, behaviour_->service),
            hooks(std::move(trace))),
      inbox_(hub_->limits.message_size),
      place_(hub_->connections.insert(hub_->connections.end(), this)) {
  const auto& plain = credentials_.plain;
  if (plain && plain->identity) authorise(*plain->identity, plain->expires);
}

AmqpHooks HubConnection::hooks(FrameTrace trace) {
  AmqpHooks hooks;
  hooks.on_event = [this](pn_event_t* event) { on_event(event); };
  hooks.trace = std::move(trace);
  hooks.before_write = [this] {
    hub_->store->commit();
    limit_buffers();
  };
  return hooks;
}

HubConnection::~HubConnection() {
  release_identities();
  hub_->connections.erase(place_);
  hub_->buffered -= buffered_;
}

Awaitable<void> HubConnection::serve(Bytes header) {
  pump_.feed(header);
  pn_connection_t* connection = pump_.connection();
  const auto opened = [connection] { return pn_connection_state(connection) & PN_REMOTE_ACTIVE; };
  const auto closing = [connection] { return pn_connection_state(connection) & PN_LOCAL_CLOSED; };
  const auto told = [this] { return greedy_; };  // others may answer our CLOSE

  const Instant limit = hub_->world.now() + kOpenLimit;
  auto ended = co_await with_deadline(hub_->world, limit, pump_.run_until(opened));
  if (ended) ended = co_await stay(closing);
  release_identities();
  if (dropped_) co_return;
  if (ended) {
    const Instant patience = hub_->world.now() + kFarewellLimit;
    co_await with_deadline(hub_->world, patience, pump_.run_until(told));
  }
  co_await pump_.close();
}

Awaitable<Result<void>> HubConnection::stay(std::function<bool()> closing) {
  plan_token_check();
  auto staying = pump_.run_until([this, closing] {
    check_tokens();
    return dropped_ || closing();
  });
  const auto& ends_after = service().connection.ends_after;
  if (!ends_after) co_return co_await std::move(staying);
  const Instant end = hub_->world.now() + *ends_after;
  const auto result = co_await with_deadline(hub_->world, end, std::move(staying));
  dropped_ = dropped_ || hub_->world.now() >= end;
  co_return result;
}

void HubConnection::throw_off(const AmqpCondition& reason) {
  ++hub_->seen.thrown_off;
  const AmqpCondition why = said(reason);
  // A bare CLOSE leaves the Node SDK waiting for its links' DETACH, for ever.
  for (HubLink* link : links_in_order()) {
    if (link->open()) detach(*link, why);
  }
  close(why);
  pump_.wake();
}

void HubConnection::on_event(pn_event_t* event) {
  if (pn_connection_state(pump_.connection()) & PN_LOCAL_CLOSED) return on_late_event(event);
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

/// All is said; but what the client goes on to send is kept by Proton.
void HubConnection::on_late_event(pn_event_t* event) {
  if (pn_event_type(event) == PN_DELIVERY) discard(pn_event_delivery(event));
  if (pn_event_type(event) == PN_LINK_REMOTE_OPEN) links_size_ += size_of(pn_event_link(event));
}

void HubConnection::on_open() {
  pn_transport_t* transport = pump_.transport();
  const milliseconds theirs{pn_transport_get_remote_idle_timeout(transport)};
  const milliseconds ours = idle_timeout(personality(), theirs);
  pn_transport_set_idle_timeout(transport, static_cast<pn_millis_t>(2 * ours.count()));
  pn_connection_open(pump_.connection());
  ++hub_->seen.opens;
  if (service().close_after_open) close(said(*service().close_after_open));
}

bool HubConnection::count_endpoint() {
  if (++endpoints_ <= hub_->limits.endpoints) return true;
  close({"amqp:resource-limit-exceeded", "Too many sessions and links on one connection"});
  return false;
}

void HubConnection::on_begin(pn_session_t* session) {
  if (!count_endpoint()) return;
  pn_session_set_incoming_capacity(session, personality().window * personality().max_frame_size);
  pn_session_set_outgoing_window(session, personality().window);
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

void HubConnection::note(const Identity& identity, bool to_device, std::string_view what,
                         std::string_view body) const {
  hub_->note(*behaviour_, identity, to_device, what, body);
}

void HubConnection::note_refusal(const Identity& identity, std::string_view what,
                                 const AmqpCondition& why) const {
  if (!hub_->on_message) return;
  const auto error = parse_hub_error(why.description);
  const std::string words = error && error->code
                                ? fmt::format("{} {}", *error->code, error->message)
                                : why.description;
  note(identity, true, fmt::format("{}: {} {}", what, why.condition, words));
}

void HubConnection::write_pending() { pn_transport_pending(pump_.transport()); }

void HubConnection::close(const AmqpCondition& why) {
  note_refusal(somebody(), "connection closed", why);
  set_condition(pn_connection_condition(pump_.connection()), why.condition, why.description);
  pn_connection_close(pump_.connection());
}

AmqpCondition HubConnection::error(int code, std::string_view words) const {
  HubErrorRow row = hub_error(code);
  if (!words.empty()) row.message = words;
  return said(hub_error_condition(row));
}

AmqpCondition HubConnection::said(const AmqpCondition& why) const {
  return spoken(personality(), why, hub_->world, clock());
}

}  // namespace edge::sim
