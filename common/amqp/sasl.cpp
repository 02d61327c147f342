#include "common/amqp/sasl.hpp"

#include <algorithm>

#include "common/amqp/error.hpp"
#include "common/amqp/stream_reads.hpp"

namespace edge {
namespace {

constexpr std::uint8_t kOutcomeOk = 0;
constexpr std::uint8_t kOutcomeAuth = 1;

Awaitable<Result<SaslFrame>> read_frame(Stream& stream, const FrameTrace& trace) {
  Bytes frame(kFrameHeaderSize);
  if (const auto read = co_await read_exactly(stream, frame); !read) co_return read.error();
  const auto size = sasl_frame_size(frame);
  if (!size) co_return size.error();
  frame.resize(*size);
  const auto body = MutableByteView(frame).subspan(kFrameHeaderSize);
  if (const auto read = co_await read_exactly(stream, body); !read) co_return read.error();
  auto decoded = decode_sasl_frame(frame);
  if (decoded && trace) trace("<- " + describe(*decoded));
  co_return decoded;
}

Awaitable<Result<void>> write_frame(Stream& stream, SaslFrame frame, const FrameTrace& trace) {
  if (trace) trace("-> " + describe(frame));
  const Bytes encoded = encode_sasl_frame(frame);
  co_return co_await stream.write(encoded);
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

Awaitable<Result<void>> sasl_client(Stream& stream, SaslInit init, SaslDetail& detail,
                                    FrameTrace trace) {
  if (const auto sent = co_await stream.write(kSaslHeader); !sent) co_return sent.error();
  const auto header = co_await read_header(stream, detail.first_bytes);
  if (!header) co_return header.error();
  if (*header == HeaderKind::not_amqp) co_return make_error_code(AmqpErrc::not_amqp);
  if (*header != HeaderKind::sasl) co_return make_error_code(AmqpErrc::wrong_header);

  const auto offer = co_await read_frame(stream, trace);
  if (!offer) co_return offer.error();
  const auto* mechanisms = std::get_if<SaslMechanisms>(&*offer);
  if (!mechanisms) co_return make_error_code(AmqpErrc::protocol);
  detail.offered = mechanisms->names;
  if (!contains(detail.offered, init.mechanism)) {
    co_return make_error_code(AmqpErrc::sasl_no_mechanism);
  }
  SaslFrame request = std::move(init);
  if (const auto sent = co_await write_frame(stream, std::move(request), trace); !sent) {
    co_return sent.error();
  }
  const auto answer = co_await read_frame(stream, trace);
  if (!answer) co_return answer.error();
  const auto* outcome = std::get_if<SaslOutcome>(&*answer);
  if (!outcome) co_return make_error_code(AmqpErrc::protocol);
  detail.outcome = outcome->code;
  if (outcome->code != kOutcomeOk) co_return make_error_code(AmqpErrc::sasl_refused);
  co_return Result<void>{};
}

Secret plain_response(std::string_view user, std::string_view password) {
  std::string response;
  response.reserve(user.size() + password.size() + 2);
  response.append(1, '\0').append(user).append(1, '\0').append(password);
  return take_secret(response);
}

Awaitable<Result<SaslInit>> sasl_server(Stream& stream, SaslServerOptions options,
                                        FrameTrace trace) {
  if (const auto sent = co_await stream.write(kSaslHeader); !sent) co_return sent.error();
  SaslFrame offer = SaslMechanisms{options.mechanisms};
  if (const auto sent = co_await write_frame(stream, std::move(offer), trace); !sent) {
    co_return sent.error();
  }
  auto answer = co_await read_frame(stream, trace);
  if (!answer) co_return answer.error();
  auto* init = std::get_if<SaslInit>(&*answer);
  if (!init) co_return make_error_code(AmqpErrc::protocol);

  const bool known = contains(options.mechanisms, init->mechanism);
  SaslOutcome outcome{known ? kOutcomeOk : kOutcomeAuth, {}};
  if (known && options.judge) outcome.code = options.judge(*init);
  const bool accepted = outcome.code == kOutcomeOk;
  if (accepted) {
    const ByteView welcome = as_bytes(options.welcome);
    outcome.additional_data.assign(welcome.begin(), welcome.end());
  }
  SaslFrame reply = std::move(outcome);
  if (const auto sent = co_await write_frame(stream, std::move(reply), trace); !sent) {
    co_return sent.error();
  }
  if (!known) co_return make_error_code(AmqpErrc::sasl_no_mechanism);
  if (!accepted) co_return make_error_code(AmqpErrc::sasl_refused);
  co_return std::move(*init);
}

}  // namespace edge
