// amqp-open, cbs, link, message, hold: the agent's conversation with the hub, one step a stage.
#include <fmt/format.h>

#include "common/amqp/sasl.hpp"
#include "common/iothub/sas_token.hpp"
#include "probe/attempt/session_notes.hpp"
#include "probe/attempt/stages/rows.hpp"
#include "probe/attempt/test_message.hpp"

namespace edge::probe {
namespace {

/// The token the agent would send, or the one the user gave ready-made.
PutToken token_for(const Connection& connection) {
  const ConnectionString& identity = *connection.run.options.identity;
  const bool policy = !identity.shared_access_key_name.empty();
  PutToken request;
  // With a policy's key the audience is the whole hub (SharedAccessSignatureBuilder.cs).
  request.audience = policy ? identity.host_name
                            : token_audience(identity.host_name, identity.device_id,
                                             identity.module_id);
  request.expires = connection.run.world.wall() + connection.run.profile.token_lifetime;
  if (identity.shared_access_signature.empty()) {
    request.token = make_sas_token(request.audience, identity.shared_access_key.reveal(),
                                   request.expires, identity.shared_access_key_name);
  } else {
    request.token = identity.shared_access_signature;
    if (const auto given = parse_sas_token(request.token.reveal())) {
      request.expires = WallTime{std::chrono::seconds{given->expires_s}};
    }
  }
  return request;
}

/// The SASL layer in front of AMQP, for those that have one.
Awaitable<Result<void>> pass_sasl(Connection& connection, std::string_view mechanism,
                                  AmqpDetail& detail, FrameTrace trace) {
  SaslInit init{.mechanism = std::string(mechanism), .hostname = connection.run.options.hub};
  SaslDetail seen;
  auto passed = co_await sasl_client(*connection.stream, std::move(init), seen, std::move(trace));
  // A SASL header is the answer that was asked for; what became of it is the error's to tell.
  const bool as_asked = classify_header(seen.first_bytes) == HeaderKind::sasl;
  if (!passed && !as_asked) note_header(seen.first_bytes, detail);
  co_return passed;
}

}  // namespace

Awaitable<Evidence> amqp_open_stage(Connection& connection) {
  RunContext& run = connection.run;
  std::function<void(const std::string&)> trace;
  if (run.options.trace_frames) {
    trace = [&run](const std::string& line) { run.journal.log_frame(line); };
  }
  AmqpDetail detail;
  // The C library has its SASL for the token's sake only.
  const auto mechanism = run.options.certificate ? std::string_view() : run.profile.session.sasl;
  if (!mechanism.empty()) {
    const auto passed =
        co_await in_time(connection, pass_sasl(connection, mechanism, detail, trace));
    if (!passed) co_return evidence_of(passed.error(), std::move(detail));
  }
  connection.session = std::make_unique<AgentSession>(
      run.world, std::move(connection.stream), run.options.hub,
      connection.open_fields.value_or(run.profile.open), trace, run.profile.session);
  const auto opened = co_await in_time(connection, connection.session->open(detail));
  co_return evidence_of(opened ? ErrorCode{} : opened.error(), std::move(detail));
}

Awaitable<Evidence> cbs_stage(Connection& connection) {
  RunContext& run = connection.run;
  PutToken request = token_for(connection);
  CbsDetail detail;
  detail.audience = request.audience;
  detail.token_expires = request.expires;
  detail.checked_at = run.world.wall();
  const auto authorised =
      co_await in_time(connection, connection.session->put_token(std::move(request), detail));
  co_return evidence_of(authorised ? ErrorCode{} : authorised.error(), std::move(detail));
}

Awaitable<Evidence> link_stage(Connection& connection) {
  RunContext& run = connection.run;
  const ConnectionString& identity = *run.options.identity;
  TelemetryLink link;
  link.host = identity.host_name;
  link.device_id = identity.device_id;
  link.module_id = identity.module_id;
  link.product_info = run.profile.product_info;
  link.api_version = run.profile.api_version;
  LinkDetail detail;
  const auto attached =
      co_await in_time(connection, connection.session->attach(std::move(link), detail));
  co_return evidence_of(attached ? ErrorCode{} : attached.error(), std::move(detail));
}

Awaitable<Evidence> message_stage(Connection& connection) {
  RunContext& run = connection.run;
  run.journal.log("INF", fmt::format("Sending one test message of {} bytes as {}, as "
                                     "--send-test-message asks for it; waiting for what the hub "
                                     "makes of it.", kTestMessage.size(),
                                     run.options.identity->name()));
  MessageDetail detail;
  const auto sent = co_await unless_stopped(
      run, send_test_message(connection.session->state(), detail));
  co_return evidence_of(sent ? ErrorCode{} : sent.error(), std::move(detail));
}

Awaitable<Evidence> hold_stage(Connection& connection) {
  HoldDetail detail;
  RunContext& run = connection.run;
  const Instant begun = run.world.now();
  const auto held = co_await unless_stopped(
      run, connection.session->hold(*run.options.hold, detail));
  if (run.interrupted()) detail.held = run.world.now() - begun;
  co_return evidence_of(held ? ErrorCode{} : held.error(), std::move(detail));
}

}  // namespace edge::probe
