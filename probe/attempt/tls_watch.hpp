// A second look at TLS, beside the attempts: where a handshake with the hub is silent or cut, sends
// a ClientHello that differs in one thing, on a connection of its own. Not through proxies.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/tls/tls.hpp"
#include "common/world/event.hpp"
#include "probe/attempt/journal.hpp"
#include "probe/attempt/options.hpp"

namespace edge::probe {

class TlsWatch {
 public:
  /// Gives a client that sends this name, or none if it is an address.
  using MakeClient = std::function<std::unique_ptr<TlsClient>(const std::string& server_name)>;

  TlsWatch(World& world, const Options& options, Journal& journal, MakeClient make_client);
  /// An attempt begins a handshake with `peer`.
  void begins(const Endpoint& peer);
  /// It ended; `without_answer` when nothing that is TLS ended it. With an answer there is nothing
  /// left to explain: a look that is under way is given up, and leaves no evidence.
  void ended(const Endpoint& peer, bool without_answer);
  /// A connect() to `peer` was refused or rejected after `took`. With --quick, where no try
  /// follows, two more connections tell whether all are.
  void refused(const Endpoint& peer, Duration took);
  /// No attempt will follow; watch() ends when what is suspect has been looked at.
  void no_more_attempts();
  Awaitable<void> watch();

 private:
  struct Suspicion {
    Endpoint peer;
    Instant begun{};
    bool under_way = true;
    bool without_answer = false;
    bool looked_at = false;
  };
  Suspicion* ready();
  Duration patience() const;
  Instant next_ready() const;
  Awaitable<void> look_at(Endpoint peer, bool silent);
  Awaitable<void> same_hello(Endpoint peer, Duration limit);
  Awaitable<void> ask_again(std::vector<Endpoint> peers, std::size_t from);
  Awaitable<void> other_hellos(Endpoint peer, bool silent, Duration limit);
  Awaitable<HelloDetail> hello(Endpoint peer, std::optional<int> max_segment, bool named,
                               Duration limit);
  Awaitable<void> unnamed_hello(Endpoint peer, Duration limit);
  Awaitable<void> first_byte(Endpoint peer, Duration limit);
  Awaitable<void> find_size(HelloDetail& small);
  void record(HelloDetail detail, Duration begin);

  World& world_;
  const Options& options_;
  Journal& journal_;
  MakeClient make_client_;
  std::vector<Suspicion> suspicions_;  // one per peer
  std::vector<Endpoint> refused_;      // not looked at yet
  std::optional<Endpoint> looking_at_;
  Event answered_;                     // by that peer, meanwhile
  std::vector<Endpoint> same_passed_;  // a ClientHello like the agent's own, on a new connection
  bool finished_ = false;
  Event changed_;
};

}  // namespace edge::probe
