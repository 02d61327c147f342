#include "simulator/hub/amqp/hub_connection.hpp"

#include <proton/session.h>
#include <proton/transport.h>

#include <utility>

#include "common/amqp/endpoint_facts.hpp"
#include "common/world/with_deadline.hpp"
#include "simulator/topology/hub_service.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

// Limits of our own.
constexpr Duration kOpenLimit = 60s;
constexpr Duration kWriteLimit = 60s;
constexpr Duration kFarewellLimit = 5s;  // for the client's answer to our CLOSE

AmqpOptions options_for(const ConnectionContext& context) {
  const AmqpPersonality& row = context.personality();
  AmqpOptions options;
  options.server = true;
  options.container_id = container_id(row, context.hub().world());
  options.hostname = open_hostname(row, context.service());
  options.max_frame_size = row.max_frame_size;
  options.channel_max = row.channel_max;
  options.write_timeout = kWriteLimit + context.service().connection.answer_delay;
  return options;
}

}  // namespace

HubConnection::HubConnection(ConnectionContext context, std::unique_ptr<Stream> transport,
                             const ClientCredentials& credentials, FrameTrace trace)
    : context_(std::move(context)),
      rights_(hub().limits(), credentials.certificate),
      admitted_(credentials.admitted),
      account_(hub().buffers()),
      pump_(hub().alarms(), std::move(transport), options_for(context_), hooks(std::move(trace))),
      links_(*this),
      place_(hub().sessions().add(*this)) {
  const auto& plain = credentials.plain;
  if (plain && plain->identity) authorise(*plain->identity, plain->expires);
}

AmqpHooks HubConnection::hooks(FrameTrace trace) {
  AmqpHooks hooks;
  hooks.on_event = [this](pn_event_t* event) { on_event(event); };
  hooks.trace = std::move(trace);
  hooks.before_write = [this] {
    hub().commit();
    limit_buffers();
  };
  return hooks;
}

HubConnection::~HubConnection() {
  release_identities();
  hub().sessions().remove(place_);
}

Awaitable<void> HubConnection::serve(Bytes header) {
  pump_.feed(header);
  const auto opened = [this] { return pn_connection_state(endpoint()) & PN_REMOTE_ACTIVE; };
  const auto closing = [this] { return pn_connection_state(endpoint()) & PN_LOCAL_CLOSED; };

  World& world = hub().world();
  auto ended = co_await with_deadline(world, world.now() + kOpenLimit, pump_.run_until(opened));
  if (ended) ended = co_await stay(closing);
  release_identities();
  if (dropped_) co_return;
  if (ended && !cut_off_) {
    const Instant patience = world.now() + kFarewellLimit;
    co_await with_deadline(world, patience, pump_.run_until([] { return false; }));
  }
  co_await pump_.close();
}

Awaitable<Result<void>> HubConnection::stay(std::function<bool()> closing) {
  plan_rights_check();
  auto staying = pump_.run_until([this, closing] {
    check_rights();
    return dropped_ || closing();
  });
  const auto& ends_after = context_.service().connection.ends_after;
  if (!ends_after) co_return co_await std::move(staying);
  World& world = hub().world();
  const Instant end = world.now() + *ends_after;
  const auto result = co_await with_deadline(world, end, std::move(staying));
  dropped_ = dropped_ || world.now() >= end;
  co_return result;
}

void HubConnection::on_event(pn_event_t* event) {
  if (pn_connection_state(endpoint()) & PN_LOCAL_CLOSED) return;  // all is said
  switch (pn_event_type(event)) {
    case PN_CONNECTION_REMOTE_OPEN: on_open(); break;
    case PN_SESSION_REMOTE_OPEN: on_begin(pn_event_session(event)); break;
    case PN_SESSION_REMOTE_CLOSE: on_end(pn_event_session(event)); break;
    case PN_LINK_REMOTE_OPEN: links_.on_attach(pn_event_link(event)); break;
    case PN_LINK_REMOTE_CLOSE: pn_link_close(pn_event_link(event)); [[fallthrough]];
    case PN_LINK_REMOTE_DETACH: links_.on_detach(pn_event_link(event)); break;
    case PN_LINK_FLOW: links_.on_flow(pn_event_link(event)); break;
    case PN_DELIVERY: links_.on_delivery(pn_event_delivery(event)); break;
    default: break;
  }
}

void HubConnection::on_open() {
  pn_transport_t* transport = pump_.transport();
  const milliseconds theirs{pn_transport_get_remote_idle_timeout(transport)};
  const milliseconds ours = idle_timeout(context_.personality(), theirs);
  pn_transport_set_idle_timeout(transport, static_cast<pn_millis_t>(2 * ours.count()));
  for (pn_data_t* kept : {pn_connection_remote_offered_capabilities(endpoint()),
                          pn_connection_remote_desired_capabilities(endpoint()),
                          pn_connection_remote_properties(endpoint())}) {
    open_size_ += encoded_size(kept);
  }
  pn_connection_open(endpoint());
  ++hub().observations().opens;
  const auto& refusal = context_.service().close_after_open;
  if (refusal) close(context_.worded(*refusal));
}

void HubConnection::on_begin(pn_session_t* session) {
  if (!count_endpoint()) return;
  const AmqpPersonality& row = context_.personality();
  pn_session_set_incoming_capacity(session, row.window * row.max_frame_size);
  pn_session_set_outgoing_window(session, row.window);
  pn_session_open(session);
}

void HubConnection::on_end(pn_session_t* session) {
  links_.on_end(session);
  pn_session_close(session);
  pn_session_free(session);
  release_endpoint();
}

bool HubConnection::count_endpoint() {
  const HubLimits& limits = hub().limits();
  // Each takes some KB, and anybody may come: a client opens $cbs first, with a few of them.
  const auto most = *admitted_ ? limits.endpoints
                               : std::min(limits.endpoints, limits.endpoints_of_stranger);
  if (++endpoints_ <= most) return true;
  cut_off({"amqp:resource-limit-exceeded", "Too many sessions and links on one connection"});
  return false;
}

void HubConnection::count_telemetry() {
  dropped_ = ++telemetry_ == context_.service().connection.ends_after_messages;
}

void HubConnection::end(const HubErrorRow& row) {
  ++hub().observations().thrown_off;
  const AmqpCondition why = context_.worded(hub_error_condition(row));
  // A bare CLOSE leaves the Node SDK waiting for its links' DETACH, for ever.
  links_.detach_all(why);
  close(why);
  pump_.wake();
}

void HubConnection::revoke(const Identity& identity, const HubErrorRow& why) {
  revoke(identity, context_.worded(hub_error_condition(why)));
}

void HubConnection::revoke(const Identity& identity, const AmqpCondition& why) {
  rights_.revoke(identity);
  if (links_.detach(identity, why)) context_.note_refusal(identity, "links ended", why);
  hub().sessions().release(identity, *this);
  served_.erase(identity);
  plan_rights_check();
  pump_.wake();
}

void HubConnection::wake(const Identity& identity) {
  links_.send_waiting(identity);
  pump_.wake();
}

void HubConnection::desired_changed(const Identity& identity, const std::string& patch) {
  links_.desired_changed(identity, patch);
  pump_.wake();
}

std::vector<Identity> HubConnection::identities() const {
  std::vector<Identity> all(served_.begin(), served_.end());
  for (const auto& [identity, expires] : rights_.tokens()) {
    if (!served_.contains(identity)) all.push_back(identity);
  }
  return all;
}

bool HubConnection::takes_methods(const Identity& identity) const {
  return links_.can_send(LinkKind::methods, identity);
}

bool HubConnection::is_in_flight(const Identity& identity, std::uint64_t sequence) const {
  return links_.is_in_flight(identity, sequence);
}

bool HubConnection::authorise(const Identity& identity, std::optional<WallTime> expires) {
  if (!rights_.authorise(identity, expires)) return false;
  *admitted_ = true;
  plan_rights_check();
  return true;
}

bool HubConnection::may_use(const Identity& identity) const {
  return rights_.may_use(identity, hub().registry());
}

void HubConnection::serve(const Identity& identity) {
  *admitted_ = true;
  served_.insert(identity);
  if (hub().sessions().serve(identity, *this)) ++hub().observations().reconnects;
}

void HubConnection::plan_rights_check() {
  pump_.wake_at(rights_.plan({hub().world().now(), context_.clock()}));
}

/// A hub detaches the links of a token that ran out, and leaves the connection
/// (azure-iot-sdk-java issues 180 and 365).
void HubConnection::check_rights() {
  if (rights_.awaits_token() && rights_.is_out_of_time(hub().world().now(), hub().registry())) {
    close({"amqp:connection:forced", "No token was shown in time"});
  }
  if (!rights_.has_expiry()) return;
  for (const Identity& identity : rights_.expired(context_.clock())) {
    revoke(identity, AmqpCondition{"amqp:unauthorized-access", "Token Invalid."});
  }
}

void HubConnection::limit_buffers() {
  if (account_.set(links_.buffered() + open_size_)) return;
  if (pn_connection_state(endpoint()) & PN_LOCAL_CLOSED) return;
  cut_off({"amqp:resource-limit-exceeded", "Too much is unfinished, or not taken"});
  pump_.wake();
}

void HubConnection::write_pending() { pn_transport_pending(pump_.transport()); }

void HubConnection::close(const AmqpCondition& why) {
  context_.note_refusal(somebody(), "connection closed", why);
  set_condition(pn_connection_condition(endpoint()), why.condition, why.description);
  pn_connection_close(endpoint());
}

void HubConnection::cut_off(const AmqpCondition& why) {
  cut_off_ = true;
  close(why);
}

/// Whose connection it is, for people: the first that it may use, or none.
Identity HubConnection::somebody() const {
  if (!rights_.tokens().empty()) return rights_.tokens().begin()->first;
  return served_.empty() ? Identity{} : *served_.begin();
}

void HubConnection::release_identities() {
  for (const auto& identity : std::exchange(served_, {})) {
    hub().sessions().release(identity, *this);
  }
}

}  // namespace edge::sim
