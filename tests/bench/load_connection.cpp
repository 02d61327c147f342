#include "load_connection.hpp"

#include "common/amqp/error.hpp"
#include "common/amqp/sasl.hpp"
#include "common/iothub/sas_token.hpp"
#include "probe/attempt/agent_session_state.hpp"

namespace edge::bench {
namespace {

constexpr Duration kTokenLifetime = std::chrono::hours{1};

}  // namespace

LoadConnection::LoadConnection(World& world, const LoadPlan& plan, TlsClient& tls,
                               std::size_t number)
    : world_(world), plan_(plan), tls_(tls),
      device_(plan.device_prefix + std::to_string(number)) {}

Awaitable<Result<void>> LoadConnection::secure() {
  const DialOptions options;
  DialResult dialled = co_await world_.dial(plan_.peer, options);
  if (dialled.error) co_return dialled.error;
  TlsDetail detail;
  auto secured = co_await tls_.handshake(world_, std::move(dialled.stream), detail);
  if (!secured) co_return secured.error();
  stream_ = std::move(*secured);
  co_return Result<void>{};
}

Awaitable<Result<void>> LoadConnection::authenticate() {
  SaslInit init;
  init.mechanism = "PLAIN";
  init.response = plain_response(plan_.user, plan_.user);
  init.hostname = plan_.host_name;
  SaslDetail detail;
  co_return co_await sasl_client(*stream_, std::move(init), detail);
}

Awaitable<Result<void>> LoadConnection::authorise() {
  probe::PutToken request;
  request.audience = token_audience(plan_.host_name, device_, {});
  request.expires = world_.wall() + kTokenLifetime;
  request.token = make_sas_token(request.audience, plan_.key, request.expires);
  CbsDetail detail;
  co_return co_await session_->put_token(std::move(request), detail);
}

Awaitable<Result<void>> LoadConnection::attach_as_device() {
  if (const auto authorised = co_await authorise(); !authorised) co_return authorised;
  probe::TelemetryLink link;
  link.host = plan_.host_name;
  link.device_id = device_;
  link.product_info = "hub_load";
  link.api_version = "2020-09-30";
  LinkDetail detail;
  co_return co_await session_->attach(std::move(link), detail);
}

Awaitable<Result<void>> LoadConnection::attach_anywhere() {
  probe::SessionState& state = session_->state();
  state.device_session = state.begin_session();
  if (const auto begun = co_await state.wait_until_begun(state.device_session); !begun) {
    co_return begun;
  }
  state.telemetry = state.new_sender(state.device_session, "hub_load");
  pn_terminus_set_address(pn_link_target(state.telemetry), plan_.address.c_str());
  pn_link_open(state.telemetry);
  if (const auto open = co_await state.wait_until_attached(state.telemetry); !open) co_return open;
  co_return co_await state.wait_for([&state] { return pn_link_credit(state.telemetry) > 0; });
}

Awaitable<Result<void>> LoadConnection::open() {
  if (const auto secured = co_await secure(); !secured) co_return secured;
  if (plan_.kind == PeerKind::tls) {
    co_await stream_->close();
    co_return Result<void>{};
  }
  if (!plan_.user.empty()) {
    if (const auto known = co_await authenticate(); !known) co_return known;
  }
  probe::OpenFields fields;
  fields.idle_timeout = plan_.idle_timeout;
  session_ = std::make_unique<probe::AgentSession>(world_, std::move(stream_), plan_.host_name,
                                                   fields);
  AmqpDetail detail;
  if (const auto opened = co_await session_->open(detail); !opened) co_return opened;
  if (plan_.kind == PeerKind::hub) co_return co_await attach_as_device();
  co_return co_await attach_anywhere();
}

/// Settles what the peer has given an outcome.
void LoadConnection::note_answers() {
  pn_delivery_t* next = pn_unsettled_head(session_->state().telemetry);
  while (pn_delivery_t* delivery = next) {
    next = pn_unsettled_next(delivery);
    const auto outcome = pn_delivery_remote_state(delivery);
    if (outcome == 0 && !pn_delivery_settled(delivery)) continue;
    refused_ |= outcome != PN_ACCEPTED;
    pn_delivery_settle(delivery);
    ++acknowledged_;
  }
}

/// All of the credit at a time.
Awaitable<Result<void>> LoadConnection::send_all(const std::vector<char>& encoded,
                                                 std::size_t count, bool settled) {
  probe::SessionState& state = session_->state();
  const std::size_t wanted = acknowledged_ + count;
  while (acknowledged_ < wanted) {
    while (count > 0 && pn_link_credit(state.telemetry) > 0) {
      send_encoded(state.telemetry, encoded, ++tag_, settled);
      --count;
      if (settled) ++acknowledged_;
    }
    const auto go_on = [&] {
      note_answers();
      if (refused_ || acknowledged_ >= wanted) return true;
      return state.loss_of(state.telemetry) || (count > 0 && pn_link_credit(state.telemetry) > 0);
    };
    if (const auto result = co_await state.wait_for(go_on); !result) co_return result;
    if (refused_) co_return make_error_code(AmqpErrc::refused);
    if (const ErrorCode lost = state.loss_of(state.telemetry)) co_return lost;
  }
  co_return Result<void>{};
}

Awaitable<Result<void>> LoadConnection::send() {
  if (!plan_.settled) {
    co_return co_await send_all(plan_.message, plan_.messages, false);
  }
  const auto sent = co_await send_all(plan_.message, plan_.messages, true);
  if (!sent) co_return sent;
  const auto arrived = co_await send_all(plan_.message, 1, false);
  if (arrived) --acknowledged_;
  co_return arrived;
}

Awaitable<Result<void>> LoadConnection::send_one(const std::vector<char>& encoded) {
  co_return co_await send_all(encoded, 1, false);
}

Awaitable<Result<void>> LoadConnection::hold(std::function<bool()> done) {
  probe::SessionState& state = session_->state();
  const auto ended = [&] { return done() || state.loss_of(state.telemetry).failed(); };
  if (const auto held = co_await state.wait_for(ended); !held) co_return held;
  if (const ErrorCode lost = state.loss_of(state.telemetry)) co_return lost;
  co_return Result<void>{};
}

void LoadConnection::wake() {
  if (session_) session_->state().pump.wake();
}

Awaitable<void> LoadConnection::close() {
  if (session_) co_await session_->close();
}

}  // namespace edge::bench
