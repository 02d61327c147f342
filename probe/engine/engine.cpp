#include "probe/engine/engine.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cerrno>
#include <limits>
#include <nlohmann/json.hpp>

#include "common/base/error_fact.hpp"
#include "common/base/escape.hpp"
#include "common/base/redaction.hpp"
#include "common/http/response.hpp"
#include "common/world/real/local_socket.hpp"
#include "probe/engine/json_reading.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kShownWords = 200;      // bytes of what the engine says
constexpr std::size_t kMostErrorBytes = 4096;  // of an answer that is an error's

std::string shown_path(const std::string& path) { return printable(path, 200); }

std::string why_not_open(const std::string& path, const ErrorCode& error) {
  const int number = error.value();
  if (number == EACCES || number == EPERM) {
    return fmt::format("{} may not be opened: run it with `sudo`, or as a user of the group that "
                       "owns the socket (docker)", shown_path(path));
  }
  if (number == ENOENT) return fmt::format("there is no {}", shown_path(path));
  if (number == ECONNREFUSED) {
    return fmt::format("nobody listens at {}: the engine does not run", shown_path(path));
  }
  if (number == ETIMEDOUT) return fmt::format("{} takes no connection", shown_path(path));
  return fmt::format("{}: {}", shown_path(path), error_in_words(error).text);
}

/// One question, on a connection of its own.
class Exchange {
 public:
  Exchange(const std::string& path, EngineLimits limits, std::uint64_t most_bytes)
      : path_(path), limits_(limits), parser_(most_bytes) {}

  /// Until the head of the answer is there; gives its status. `open`: a connection to take, if
  /// there is one.
  int ask(const std::string& target, std::optional<LocalSocket>& open) {
    connect(open);
    const auto request = fmt::format("GET {} HTTP/1.1\r\nHost: engine\r\nUser-Agent: edgeprobe\r\n"
                                     "Accept: */*\r\nConnection: close\r\n\r\n", target);
    if (const auto sent = socket_->send(request); !sent) fail(sent.error());
    while (!parser_.head()) take_more();
    return parser_.head()->status;
  }

  /// The next piece of the body; empty at its end.
  std::string next(bool anew) {
    while (true) {
      if (auto piece = parser_.take_body(); !piece.empty()) return piece;
      if (parser_.done() || ended_) return {};
      if (anew) socket_->allow(limits_.answer);
      take_more();
    }
  }

  [[noreturn]] void refuse(std::string_view why) const {
    throw EngineError(named(why));
  }

  std::string named(std::string_view why) const {
    return fmt::format("the container engine at {} {}", shown_path(path_), why);
  }

 private:
  void connect(std::optional<LocalSocket>& open) {
    if (open) {
      socket_.emplace(std::move(*open));
      open.reset();
      return socket_->allow(limits_.answer);
    }
    auto connected = LocalSocket::connect(path_, limits_.answer);
    if (!connected) {
      throw EngineError(fmt::format("the container engine: {}",
                                    why_not_open(path_, connected.error())));
    }
    socket_.emplace(std::move(*connected));
  }

  void take_more() {
    const auto got = socket_->receive();
    if (!got) fail(got.error());
    received_ += *got;
    came_ = came_ || !got->empty();
    ended_ = got->empty();
    const auto fed = ended_ ? parser_.end() : parser_.feed(received_);
    if (!fed) fail(fed.error());
  }

  [[noreturn]] void fail(const ErrorCode& error) const {
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
      refuse(fmt::format("does not speak HTTP as an engine does: {}", error_in_words(error).text));
    }
    refuse(fmt::format("fails: {}", error_in_words(error).text));
  }

  const std::string& path_;
  EngineLimits limits_;
  HttpResponseParser parser_;
  std::optional<LocalSocket> socket_;
  std::string received_;
  bool came_ = false, ended_ = false;
};

/// What the engine says of its refusal: {"message": "..."}.
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

[[noreturn]] void throw_refusal(Exchange& exchange, int status) {
  std::string body;
  for (auto piece = exchange.next(false); !piece.empty() && body.size() < kMostErrorBytes;
       piece = exchange.next(false)) {
    body += piece;
  }
  const auto words = words_of_refusal(body);
  const auto why = fmt::format("refuses with HTTP {}{}", status, words);
  if (status == 404) throw NotFound(exchange.named(why));
  exchange.refuse(why);
}

}  // namespace

Engine::Engine(const EngineSockets& sockets, EngineLimits limits) : limits_(limits) {
  std::vector<std::string> reasons;
  for (const std::string& path : sockets.paths) {
    auto connected = LocalSocket::connect(path, limits.answer);
    if (connected) {
      socket_ = path;
      first_.emplace(std::move(*connected));
      return;
    }
    reasons.push_back(why_not_open(path, connected.error()));
  }
  const auto by = sockets.named_by.empty() ? std::string()
                                           : fmt::format(" (named by {})", sockets.named_by);
  throw EngineError(fmt::format("the container engine{}: {}{}", by, fmt::join(reasons, "; "),
                                by.empty() ? "; --engine names another socket" : ""));
}

nlohmann::json Engine::ask(const std::string& target) const {
  Exchange exchange(socket_, limits_, limits_.bytes);
  const int status = exchange.ask(target, first_);
  if (status != 200) throw_refusal(exchange, status);
  std::string body;
  for (auto piece = exchange.next(false); !piece.empty(); piece = exchange.next(false)) {
    body += piece;
  }
  auto json = engine_json(body);
  if (json.is_discarded()) exchange.refuse("answers with what is no JSON");
  return json;
}

void Engine::stream(const std::string& target,
                    const std::function<void(std::string_view piece)>& take) const {
  Exchange exchange(socket_, limits_, std::numeric_limits<std::uint64_t>::max());
  const int status = exchange.ask(target, first_);
  if (status != 200) throw_refusal(exchange, status);
  for (auto piece = exchange.next(true); !piece.empty(); piece = exchange.next(true)) take(piece);
}

}  // namespace edge::probe
