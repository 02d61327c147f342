#include "probe/watch/otlp_sender.hpp"

#include <fmt/format.h>

#include <boost/system/system_error.hpp>
#include <nlohmann/json.hpp>

#include "common/base/escape.hpp"
#include "common/base/host_name.hpp"
#include "common/http/post.hpp"
#include "common/tls/tls_error.hpp"
#include "common/world/address.hpp"
#include "common/world/spawn.hpp"
#include "common/world/with_deadline.hpp"

namespace edge::probe {
namespace {

constexpr std::uint64_t kMostOfAnswer = 64 * 1024;   // bytes

/// OTLP/HTTP, "Retryable Response Codes".
bool is_retryable(int status) {
  return status == 429 || status == 502 || status == 503 || status == 504;
}

/// What a collector says of a part that it did not take.
std::string partial_words(const std::string& body) {
  const auto answer = nlohmann::json::parse(body, nullptr, false);
  if (!answer.is_object() || !answer.contains("partialSuccess")) return {};
  const auto& partial = answer["partialSuccess"];
  if (!partial.is_object() || !partial.contains("errorMessage")) return {};
  const auto& words = partial["errorMessage"];
  return words.is_string() ? printable(words.get<std::string>(), 200) : std::string();
}

SendResult understood(const HttpPosted& answer) {
  SendResult result;
  const int status = answer.head.status;
  if (status / 100 == 2) {
    result.outcome = Sending::taken;
    result.words = partial_words(answer.body);
    return result;
  }
  result.outcome = is_retryable(status) ? Sending::failed : Sending::refused;
  result.words = fmt::format("the collector answers {} {}", status,
                             printable(answer.head.reason, 80));
  return result;
}

/// A library's words may be of several lines.
std::string reason_of(const ErrorCode& error) { return printable(error.message(), 200); }

}  // namespace

Awaitable<SendResult> OtlpSender::send(std::string body) {
  SendResult failure;
  // What was kept open may have ended meanwhile: then a new one is tried.
  for (int tries = stream_ ? 2 : 1; tries > 0; --tries) {
    const Instant limit = world_.now() + target_.timeout;
    try {
      auto attempting = attempt(body);
      Result<SendResult> result = co_await with_deadline(world_, limit, std::move(attempting));
      if (result) co_return std::move(*result);
      failure.words = fmt::format("{}: {}", step_, reason_of(result.error()));
    } catch (const std::exception& error) {
      if (is_cancellation(std::current_exception())) throw;
      failure.words = fmt::format("{}: {}", step_, printable(error.what(), 200));
    }
    stream_.reset();
  }
  co_return failure;
}

Awaitable<Result<SendResult>> OtlpSender::attempt(std::string body) {
  if (!stream_) {
    const Result<void> connected = co_await connect();
    if (!connected) co_return connected.error();
  }
  step_ = "waiting for the collector's answer";
  HttpAsk request{.method = "POST"};
  const bool usual = target_.port == (target_.tls ? 443 : 80);
  request.host = usual ? url_host(target_.host) : join_host_and_port(target_.host, target_.port);
  request.target = target_.path;
  request.fields = target_.fields;
  request.fields.emplace_back("Content-Type", Secret("application/json"));
  const Result<HttpPosted> answer =
      co_await http_post(*stream_, request_with_body(request, body), kMostOfAnswer);
  if (!answer) co_return answer.error();
  if (!answer->keep_alive) co_await close();
  co_return understood(*answer);
}

Awaitable<Result<void>> OtlpSender::connect() {
  step_ = "looking up " + target_.host;
  const Result<std::vector<IpAddress>> found = co_await addresses();
  if (!found) co_return found.error();
  ErrorCode last = make_error_code(boost::system::errc::host_unreachable);
  for (const IpAddress& address : *found) {
    const Endpoint peer{address, target_.port};
    step_ = "connecting to " + to_string(peer);
    DialOptions options;
    options.deadline = world_.now() + target_.timeout / 2;  // which leaves time for another one
    DialResult dialled = co_await world_.dial(peer, options);
    last = dialled.error;
    if (!dialled.stream) continue;
    stream_ = std::move(dialled.stream);
    if (!target_.tls) co_return Result<void>{};
    co_return co_await secure();
  }
  co_return last;
}

Awaitable<Result<std::vector<IpAddress>>> OtlpSender::addresses() {
  if (const auto literal = parse_address(target_.host)) {
    co_return std::vector<IpAddress>{*literal};
  }
  const Result<LibraryAnswer> answer = co_await world_.ask_own_library(target_.host);
  if (!answer) co_return answer.error();
  if (!answer->error.empty()) step_ += " (" + answer->error + ")";
  if (answer->addresses.empty()) co_return make_error_code(boost::system::errc::host_unreachable);
  co_return answer->addresses;
}

/// Trust anchors are read anew for each connection, of which there are few: they may change.
Awaitable<Result<void>> OtlpSender::secure() {
  step_ = "TLS with " + target_.host;
  TlsClientOptions options;
  options.server_name = target_.host;
  options.ca_file = target_.ca_file;
  TlsClient client(options);
  TlsDetail seen;
  Result<std::unique_ptr<Stream>> secured =
      co_await client.handshake(world_, std::move(stream_), seen);
  if (!secured) co_return secured.error();
  stream_ = std::move(*secured);
  co_return Result<void>{};
}

Awaitable<void> OtlpSender::close() {
  if (stream_) co_await stream_->close();
  stream_.reset();
}

}  // namespace edge::probe
