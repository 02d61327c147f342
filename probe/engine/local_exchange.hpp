// One question by HTTP to a program of this machine, on its socket, and the answer piece by piece.
// What comes back is hostile: bounded in size and time, judged before it is used, escaped before it
// is shown.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/usage_error.hpp"
#include "common/http/response.hpp"
#include "common/world/real/local_socket.hpp"
#include "common/world/time.hpp"

namespace edge::probe {

/// One line that names the socket and what is wrong with it or its answer.
class LocalServiceError : public UsageError {
 public:
  using UsageError::UsageError;
};

/// HTTP 404.
class NotFound : public LocalServiceError {
 public:
  using LocalServiceError::LocalServiceError;
};

/// Who is asked, in words.
struct LocalService {
  std::string who;          // "the container engine"
  std::string kind;         // "an engine", which speaks HTTP
  std::string may_not;      // what to do when its socket may not be opened
  std::string not_running;  // what it means that nobody listens
};

struct LocalLimits {
  Duration answer = std::chrono::seconds{10};  // for one whole answer; of a log for each piece
  std::uint64_t bytes = 16 << 20;              // of an answer that is JSON
};

struct LocalQuestion {
  std::string target;
  std::string_view host;    // of the Host field
  std::string json{};       // posted; empty: GET
};

/// "there is no /run/x.sock", "/run/x.sock may not be opened: ...".
std::string why_not_open(const LocalService& service, const std::string& path,
                         const ErrorCode& error);

/// A connection of its own. Every function throws LocalServiceError.
class LocalExchange {
 public:
  /// `service` and `path` must outlive it. `most_bytes`: of the answer's body.
  LocalExchange(const LocalService& service, const std::string& path, const LocalLimits& limits,
                std::uint64_t most_bytes);

  /// Until the head of the answer is there; gives its status. `open`: a connection to take, if
  /// there is one.
  int ask(const LocalQuestion& question, std::optional<LocalSocket>& open);
  /// The next piece of the body; empty at its end. `anew`: the limit of time begins anew.
  std::string next(bool anew);
  /// All of the body, as JSON.
  nlohmann::json json();

  /// "the container engine at /run/x.sock WHY".
  [[noreturn]] void refuse(std::string_view why) const;
  /// For an answer of another status than 200: with the service's own words, {"message": "..."}.
  /// NotFound for 404.
  [[noreturn]] void throw_refusal(int status);

 private:
  void connect(std::optional<LocalSocket>& open);
  void take_more();
  [[noreturn]] void fail(const ErrorCode& error) const;
  std::string named(std::string_view why) const;

  const LocalService& service_;
  const std::string& path_;
  LocalLimits limits_;
  HttpResponseParser parser_;
  std::optional<LocalSocket> socket_;
  std::string received_;
  bool came_ = false, ended_ = false;
};

}  // namespace edge::probe
