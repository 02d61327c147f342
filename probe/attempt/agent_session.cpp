#include "probe/attempt/agent_session.hpp"

#include <fmt/format.h>
#include <proton/connection.h>
#include <proton/session.h>

#include <proton/message_id.hpp>
#include <proton/timestamp.hpp>

#include "common/amqp/error.hpp"
#include "common/world/guid.hpp"
#include "common/base/escape.hpp"
#include "common/iothub/hub_error.hpp"
#include "common/iothub/sas_token.hpp"
#include "common/world/with_deadline.hpp"
#include "probe/attempt/agent_session_state.hpp"
#include "probe/attempt/session_notes.hpp"

namespace edge::probe {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kLinkTimeoutMs = 60000;  // "com.microsoft:timeout" (AmqpConstants.cs)
constexpr int kReplyCredit = 50;
constexpr std::size_t kLinkNameBytes = 16;  // a GUID without dashes
/// The C# agent takes a link as open when ATTACH comes back. A hub that refuses may echo a whole
/// ATTACH and detach right after, so we wait for the credit that an accepting hub sends at once,
/// but not longer than this: a peer that gives none has not refused.
constexpr Duration kRefusalGrace = 1s;

/// "amqps://HUB:5671/" (IotHubConnectionString.cs of 2017): the port is the usual one, whichever is
/// used.
std::string address_of_hub(const std::string& host) {
  return fmt::format("amqps://{}:5671/", host);
}

proton::message put_token_message(const PutToken& request, std::string_view type,
                                  const std::string& name, const std::string& id,
                                  const std::string& reply_to) {
  const auto expires =
      std::chrono::duration_cast<std::chrono::milliseconds>(request.expires.time_since_epoch());
  proton::message message;
  message.id(id);
  message.reply_to(reply_to);
  message.properties().put("operation", "put-token");
  message.properties().put("type", std::string(type));
  message.properties().put("name", name);
  message.properties().put("expiration", proton::timestamp(expires.count()));
  message.body(std::string(request.token.reveal()));  // Proton has a copy of its own
  return message;
}

void set_attach_properties(
    pn_link_t* link, std::vector<std::pair<std::string, PropertyValue>> properties) {
  properties.emplace(properties.begin(), "com.microsoft:timeout", kLinkTimeoutMs);
  put_properties(pn_link_properties(link), properties);
}

/// Of the telemetry ("events") or of what the cloud sends ("deviceBound").
std::string message_address(const TelemetryLink& link, std::string_view node) {
  const std::string module =
      link.module_id.empty() ? "" : "/modules/" + url_encode(link.module_id);
  return fmt::format("{}devices/{}{}/messages/{}", address_of_hub(link.host), link.device_id,
                     module, node);
}

}  // namespace

struct AgentSession::Impl : SessionState {
  Impl(World& the_world, std::unique_ptr<Stream> below, const std::string& the_host,
       const OpenFields& open, FrameTrace trace, const SessionFields& session)
      : SessionState(the_world, std::move(below), the_host, open, std::move(trace)),
        host(the_host), fields(session) {}

  Awaitable<Result<void>> begin_device_session();
  /// The $cbs pair, then the request and its answer.
  Awaitable<Result<CbsReply>> authorise(const PutToken& request);
  Awaitable<Result<void>> attach_cbs(pn_link_t* sender, pn_link_t* receiver);
  Awaitable<Result<void>> attach_links(const TelemetryLink& link);
  void open_message_link(const TelemetryLink& link);

  std::string host;
  SessionFields fields;
  pn_link_t* messages = nullptr;
};

Awaitable<Result<void>> AgentSession::Impl::attach_cbs(pn_link_t* sender, pn_link_t* receiver) {
  pn_link_open(sender);
  if (!fields.cbs_links_at_once) {
    if (const auto result = co_await wait_until_attached(sender); !result) co_return result;
  }
  pn_link_open(receiver);
  if (const auto result = co_await wait_until_attached(sender); !result) co_return result;
  co_return co_await wait_until_attached(receiver);
}

Awaitable<Result<CbsReply>> AgentSession::Impl::authorise(const PutToken& request) {
  if (const auto begun = co_await begin_device_session(); !begun) co_return begun.error();
  pn_session_t* cbs_session = begin_session();
  if (const auto begun = co_await wait_until_begun(cbs_session); !begun) co_return begun.error();

  // azure-amqp numbers connections, sessions and links: "duplex{c}:{s}:{n}".
  const std::string name = "duplex1:2:3";
  const std::string reply_to = random_guid(world);
  pn_link_t* sender = new_sender(cbs_session, name + ":sender");
  pn_terminus_set_address(pn_link_target(sender), "$cbs");
  pn_link_set_snd_settle_mode(sender, PN_SND_SETTLED);
  set_attach_properties(sender, {});
  pn_link_t* receiver = new_receiver(cbs_session, name + ":receiver");
  pn_terminus_set_address(pn_link_source(receiver), "$cbs");
  pn_terminus_set_address(pn_link_target(receiver), reply_to.c_str());
  pn_link_set_snd_settle_mode(receiver, PN_SND_SETTLED);
  set_attach_properties(receiver, {});
  const auto attached = co_await attach_cbs(sender, receiver);
  if (!attached) co_return attached.error();
  pn_link_flow(receiver, kReplyCredit);

  const std::string id = name + "1";
  const std::string about = fields.token_names_hub ? address_of_hub(host) : request.audience;
  send_message(sender, put_token_message(request, fields.token_type, about, id, reply_to), 1, true);
  auto reply = wait_for_reply(receiver, id);
  if (fields.put_token_timeout == Duration::zero()) co_return co_await std::move(reply);
  co_return co_await with_deadline(world, world.now() + fields.put_token_timeout,
                                   std::move(reply));
}

/// The agent gives it credit for 50 messages; we give none, or we would take what is meant for the
/// agent.
void AgentSession::Impl::open_message_link(const TelemetryLink& link) {
  messages = new_receiver(device_session, random_hex(world, kLinkNameBytes));
  pn_terminus_set_address(pn_link_source(messages), message_address(link, "deviceBound").c_str());
  pn_link_set_rcv_settle_mode(messages, PN_RCV_SECOND);
  set_attach_properties(messages, {{"com.microsoft:client-version", link.product_info}});
  pn_link_open(messages);
}

Awaitable<Result<void>> AgentSession::Impl::begin_device_session() {
  device_session = begin_session();
  co_return co_await wait_until_begun(device_session);
}

Awaitable<Result<void>> AgentSession::Impl::attach_links(const TelemetryLink& link) {
  if (!device_session) {  // no token was to be shown
    if (const auto begun = co_await begin_device_session(); !begun) co_return begun;
  }
  const std::string name = fields.sender_name.empty() ? random_hex(world, kLinkNameBytes)
                                                      : std::string(fields.sender_name);
  telemetry = new_sender(device_session, name);
  if (!fields.sender_name.empty()) {
    pn_terminus_set_address(pn_link_source(telemetry), link.device_id.c_str());
  }
  pn_terminus_set_address(pn_link_target(telemetry), message_address(link, "events").c_str());
  std::vector<std::pair<std::string, PropertyValue>> properties{
      {"com.microsoft:client-version", link.product_info}};
  if (!link.api_version.empty()) {
    properties.emplace_back("com.microsoft:api-version", link.api_version);
  }
  set_attach_properties(telemetry, std::move(properties));
  pn_link_open(telemetry);
  if (fields.receives_messages) open_message_link(link);
  if (const auto result = co_await wait_until_attached(telemetry); !result) co_return result;
  if (messages) {
    if (const auto result = co_await wait_until_attached(messages); !result) co_return result;
  }

  const auto settled = [this] { return pn_link_credit(telemetry) > 0 || loss_of(telemetry); };
  const Instant patience = world.now() + kRefusalGrace;
  const auto result = co_await with_deadline(world, patience, wait_for(settled));
  if (!result && world.now() < patience) co_return result;
  if (const ErrorCode lost = loss_of(telemetry)) co_return lost;
  co_return Result<void>{};
}

AgentSession::AgentSession(World& world, std::unique_ptr<Stream> below, const std::string& host,
                           const OpenFields& open, std::function<void(const std::string&)> trace,
                           const SessionFields& session)
    : impl_(std::make_unique<Impl>(world, std::move(below), host, open, std::move(trace),
                                   session)) {}

AgentSession::~AgentSession() = default;

Awaitable<Result<void>> AgentSession::open(AmqpDetail& detail) {
  pn_connection_t* connection = impl_->pump.connection();
  pn_connection_open(connection);
  const auto answered = [this, connection, &detail] {
    note_open(impl_->pump, detail);
    return pn_connection_state(connection) == (PN_LOCAL_ACTIVE | PN_REMOTE_ACTIVE);
  };
  const auto result = co_await impl_->wait_for(answered);
  note_open(impl_->pump, detail);
  if (!result) {
    note_loss(impl_->last_words(), result.error(), detail);
  } else if (detail.container_id == pn_connection_get_container(connection)) {
    co_return make_error_code(AmqpErrc::echoed);
  }
  co_return result;
}

Awaitable<Result<void>> AgentSession::put_token(PutToken request, CbsDetail& detail) {
  detail.audience = request.audience;
  detail.token_expires = request.expires;
  detail.checked_at = impl_->world.wall();
  const auto reply = co_await impl_->authorise(request);
  if (!reply) {
    const PeerCondition words = impl_->last_words();
    note_loss(words, reply.error(), detail);
    if (const auto error = parse_hub_error(words.description)) {
      detail.tracking_id = printable(error->tracking_id);
    }
    co_return reply.error();
  }
  note_reply(*reply, detail);
  if (detail.status == 200 || detail.status == 202) co_return Result<void>{};
  const ErrorCode error = detail.status ? AmqpErrc::refused : AmqpErrc::protocol;
  detail.error = error_in_words(error);
  co_return error;
}

Awaitable<Result<void>> AgentSession::attach(TelemetryLink link, LinkDetail& detail) {
  detail.address = message_address(link, "events");
  const auto result = co_await impl_->attach_links(link);
  if (result) co_return result;
  const PeerCondition words = impl_->last_words();
  if (const auto error = parse_hub_error(words.description)) detail.hub_error_code = error->code;
  note_loss(words, result.error(), detail);
  co_return result;
}

Awaitable<Result<void>> AgentSession::hold(Duration how_long, HoldDetail& detail) {
  World& world = impl_->world;
  const Instant begin = world.now();
  const auto lost = [this, &detail, &world, begin] {
    detail.held = world.now() - begin;
    return impl_->telemetry && impl_->loss_of(impl_->telemetry).failed();
  };
  const auto ended = co_await with_deadline(world, begin + how_long, impl_->wait_for(lost));
  detail.held = world.now() - begin;
  if (detail.held >= how_long) co_return Result<void>{};
  const ErrorCode error = ended ? impl_->loss_of(impl_->telemetry) : ended.error();
  note_loss(impl_->last_words(), error, detail);
  co_return error;
}

Awaitable<void> AgentSession::close() { return impl_->pump.close(); }

SessionState& AgentSession::state() { return *impl_; }

}  // namespace edge::probe
