#include "probe/engine/local_exchange.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <nlohmann/json.hpp>

#include "common/base/error_fact.hpp"
#include "common/base/escape.hpp"
#include "common/base/redaction.hpp"
#include "probe/engine/json_reading.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kShownWords = 200;      // bytes of what the service says
constexpr std::size_t kMostErrorBytes = 4096;  // of an answer that is an error's

std::string shown_path(const std::string& path) { return printable(path, 200); }

/// What the service says of its refusal: {"message": "..."}.
std::string words_of_refusal(const std::string& body) {
  const auto json = engine_json(body);
  if (!json.is_object()) return {};
  for (const char* key : {"message", "cause"}) {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_string()) continue;
    return ": " + shown_of_log(found->get_ref<const std::string&>(), kShownWords);
  }
  return {};
}

std::string request_text(const LocalQuestion& question) {
  std::string text = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: edgeprobe\r\n"
                                 "Accept: */*\r\nConnection: close\r\n",
                                 question.json.empty() ? "GET" : "POST", question.target,
                                 question.host);
  if (!question.json.empty()) {
    text += fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n",
                        question.json.size());
  }
  return text + "\r\n" + question.json;
}

}  // namespace

std::string why_not_open(const LocalService& service, const std::string& path,
                         const ErrorCode& error) {
  const int number = error.value();
  if (number == EACCES || number == EPERM) {
    return fmt::format("{} may not be opened: {}", shown_path(path), service.may_not);
  }
  if (number == ENOENT) return fmt::format("there is no {}", shown_path(path));
  if (number == ECONNREFUSED) {
    return fmt::format("nobody listens at {}: {}", shown_path(path), service.not_running);
  }
  if (number == ETIMEDOUT) return fmt::format("{} takes no connection", shown_path(path));
  return fmt::format("{}: {}", shown_path(path), error_in_words(error).text);
}

LocalExchange::LocalExchange(const LocalService& service, const std::string& path,
                             const LocalLimits& limits, std::uint64_t most_bytes)
    : service_(service), path_(path), limits_(limits), parser_(most_bytes) {}

int LocalExchange::ask(const LocalQuestion& question, std::optional<LocalSocket>& open) {
  connect(open);
  if (const auto sent = socket_->send(request_text(question)); !sent) fail(sent.error());
  while (!parser_.head()) take_more();
  return parser_.head()->status;
}

std::string LocalExchange::next(bool anew) {
  while (true) {
    if (auto piece = parser_.take_body(); !piece.empty()) return piece;
    if (parser_.done() || ended_) return {};
    if (anew) socket_->allow(limits_.answer);
    take_more();
  }
}

nlohmann::json LocalExchange::json() {
  std::string body;
  for (auto piece = next(false); !piece.empty(); piece = next(false)) body += piece;
  auto json = engine_json(body);
  if (json.is_discarded()) refuse("answers with what is no JSON");
  return json;
}

void LocalExchange::refuse(std::string_view why) const { throw LocalServiceError(named(why)); }

std::string LocalExchange::named(std::string_view why) const {
  return fmt::format("{} at {} {}", service_.who, shown_path(path_), why);
}

void LocalExchange::throw_refusal(int status) {
  std::string body;
  for (auto piece = next(false); !piece.empty() && body.size() < kMostErrorBytes;
       piece = next(false)) {
    body += piece;
  }
  const auto why = fmt::format("refuses with HTTP {}{}", status, words_of_refusal(body));
  if (status == 404) throw NotFound(named(why));
  refuse(why);
}

void LocalExchange::connect(std::optional<LocalSocket>& open) {
  if (open) {
    socket_.emplace(std::move(*open));
    open.reset();
    return socket_->allow(limits_.answer);
  }
  auto connected = LocalSocket::connect(path_, limits_.answer);
  if (!connected) {
    throw LocalServiceError(fmt::format("{}: {}", service_.who,
                                        why_not_open(service_, path_, connected.error())));
  }
  socket_.emplace(std::move(*connected));
}

void LocalExchange::take_more() {
  const auto got = socket_->receive();
  if (!got) fail(got.error());
  received_ += *got;
  came_ = came_ || !got->empty();
  ended_ = got->empty();
  const auto fed = ended_ ? parser_.end() : parser_.feed(received_);
  if (!fed) fail(fed.error());
}

void LocalExchange::fail(const ErrorCode& error) const {
  const double seconds = std::chrono::duration<double>(limits_.answer).count();
  if (error.value() == ETIMEDOUT && error.category() == boost::system::system_category()) {
    refuse(fmt::format("{} within {} s", came_ ? "does not end its answer" : "does not answer",
                       seconds));
  }
  if (error == HttpError::body_too_large) {
    refuse(fmt::format("answers with more than {} bytes", limits_.bytes));
  }
  if (ended_ && came_) refuse("breaks its answer off");
  if (ended_) refuse("ends the connection without an answer");
  if (error.category() == http_category()) {
    refuse(fmt::format("does not speak HTTP as {} does: {}", service_.kind,
                       error_in_words(error).text));
  }
  refuse(fmt::format("fails: {}", error_in_words(error).text));
}

}  // namespace edge::probe
