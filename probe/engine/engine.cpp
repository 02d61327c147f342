#include "probe/engine/engine.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>
#include <nlohmann/json.hpp>

namespace edge::probe {
namespace {

const LocalService& service() {
  static const LocalService words{
      .who = "the container engine",
      .kind = "an engine",
      .may_not = "run it with `sudo`, or as a user of the group that owns the socket (docker)",
      .not_running = "the engine does not run"};
  return words;
}

LocalQuestion question(const std::string& target) { return {.target = target, .host = "engine"}; }

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
    reasons.push_back(why_not_open(service(), path, connected.error()));
  }
  const auto by = sockets.named_by.empty() ? std::string()
                                           : fmt::format(" (named by {})", sockets.named_by);
  throw EngineError(fmt::format("the container engine{}: {}{}", by, fmt::join(reasons, "; "),
                                by.empty() ? "; --engine names another socket" : ""));
}

nlohmann::json Engine::ask(const std::string& target) const {
  LocalExchange exchange(service(), socket_, limits_, limits_.bytes);
  const int status = exchange.ask(question(target), first_);
  if (status != 200) exchange.throw_refusal(status);
  return exchange.json();
}

void Engine::stream(const std::string& target,
                    const std::function<void(std::string_view piece)>& take) const {
  LocalExchange exchange(service(), socket_, limits_, std::numeric_limits<std::uint64_t>::max());
  const int status = exchange.ask(question(target), first_);
  if (status != 200) exchange.throw_refusal(status);
  for (auto piece = exchange.next(true); !piece.empty(); piece = exchange.next(true)) take(piece);
}

}  // namespace edge::probe
