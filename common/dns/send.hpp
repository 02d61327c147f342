// Sends the A and AAAA queries for one name to a list of servers until they are answered, with
// glibc 2.36's order, time-outs and retries (resolv/res_send.c). Which names to ask for, and what
// the answers mean, is search.hpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/dns/message.hpp"
#include "common/report/evidence.hpp"
#include "common/world/world.hpp"

namespace edge {

/// What a program remembers from one name to the next (struct __res_state, and res_send.c's
/// global_offset): how cautious servers made it, and whose turn it is.
struct ResolverState {
  bool single_request = false;         // the second query waits for the first answer
  bool single_request_reopen = false;  // ... and leaves from a new socket
  std::optional<unsigned> rotation;    // random at first, then one more for each name
};

/// How sending ended. Without any reply nobody usable answered within the last try.
struct SendResult {
  /// In order of arrival. `first` may be absent while `second` is there: then the first one to
  /// come was a refusal (SERVFAIL, NOTIMP, REFUSED, or a lame referral).
  std::optional<DnsMessage> first, second;
  bool refused = false;                // errno is ECONNREFUSED: no server was even there
  Rcode last_rcode = Rcode::no_error;  // left in the first answer's buffer; decides about searching

  bool answered() const { return first || second; }
};

/// Never times out by itself over TCP, as glibc: use with_deadline. `exchanges` gets one entry per
/// query sent, times since `started`.
Awaitable<SendResult> send_queries(World& world, std::string name, const ResolverConfig& config,
                                   ResolverState& state, Instant started,
                                   std::vector<DnsExchange>& exchanges);

/// How long the server at `index` of `count` is waited for (send_dg: retrans << index, divided
/// among the servers behind the first; whole seconds, at least one).
Duration server_timeout(Duration timeout, std::size_t index, std::size_t count);

}  // namespace edge
