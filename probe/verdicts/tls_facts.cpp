#include "probe/verdicts/tls_facts.hpp"

#include "probe/verdicts/connect_facts.hpp"

namespace edge::probe {
namespace {

// Less is no ServerHello, which is 127 bytes at least in TLS 1.3 and some 90 in 1.2 (RFC 8446
// section 4.1.3), but the greeting of another protocol.
constexpr std::uint64_t kBanner = 80;

bool says_connection_ended(std::string_view symbol) {
  return symbol == "ECONNRESET" || symbol == "EPIPE" || symbol == "ECONNABORTED" ||
         symbol == "EOF";
}

bool handshake_failed_at(const Case& facts, const Endpoint& target) {
  return std::ranges::any_of(facts.evidence, [&](const Evidence& one) {
    return detail_of<TlsDetail>(one) && one.outcome != Outcome::ok &&
           tls_peer(facts, one) == target;
  });
}

template <class Predicate>
const Evidence* second_look(const Case& facts, const Evidence& seen, Predicate holds) {
  const auto peer = tls_peer(facts, seen);
  if (!peer || !proxy_of(facts, seen.transport).empty()) return nullptr;
  // --quick looks at one port: what it finds is of the other as well, if both fail.
  const bool own = std::ranges::any_of(facts.evidence, [&](const Evidence& one) {
    const auto* hello = detail_of<HelloDetail>(one);
    return hello && hello->target == *peer;
  });
  for (const Evidence& one : facts.evidence) {
    const auto* hello = detail_of<HelloDetail>(one);
    if (!hello || hello->target.address != peer->address) continue;
    const bool here = own ? hello->target == *peer : handshake_failed_at(facts, hello->target);
    if (here && holds(*hello)) return &one;
  }
  return nullptr;
}

template <class Predicate>
const Evidence* second_hello(const Case& facts, const Evidence& seen, Predicate holds) {
  return second_look(facts, seen, [&](const HelloDetail& hello) {
    return !hello.first_byte && holds(hello);
  });
}

}  // namespace

bool ends_without_tls(const TlsDetail& detail, const Evidence& seen) {
  // close_notify is no refusal but the end of the connection (RFC 8446 section 6.1).
  if (detail.alert && *detail.alert != kCloseNotify) return false;
  if (!detail.first_bytes.empty() || !detail.defects.empty()) return false;
  if (seen.outcome == Outcome::timed_out) return detail.bytes_received == 0;
  return seen.outcome == Outcome::failed &&
         (detail.alert || says_connection_ended(detail.error.symbol));
}

std::optional<Endpoint> tls_peer(const Case& facts, const Evidence& handshake) {
  if (handshake.peer) return handshake.peer;
  std::optional<Endpoint> peer;
  for (const Evidence& seen : facts.evidence) {
    if (seen.number >= handshake.number) break;
    const bool below = seen.transport == handshake.transport &&
                       seen.stage == ConnectDetail::kind && seen.outcome == Outcome::ok;
    if (below) peer = seen.peer;
  }
  return peer;
}

std::string tls_peer_text(const Case& facts, const Evidence& handshake) {
  const auto peer = tls_peer(facts, handshake);
  return peer ? to_string(*peer) : "The peer";
}

const Evidence* same_hello_elsewhere(const Case& facts, const Evidence& seen,
                                     const TlsDetail& detail) {
  const auto peer = tls_peer(facts, seen);
  if (!peer || !proxy_of(facts, seen.transport).empty()) return nullptr;
  for (const Evidence& other : facts.evidence) {
    const auto* tls = detail_of<TlsDetail>(other);
    // One with a certificate that is refused may be another machine's, or an interceptor's.
    const bool answered = tls && other.outcome == Outcome::ok;
    if (!answered || !proxy_of(facts, other.transport).empty()) continue;
    const auto there = tls_peer(facts, other);
    if (there && there->address == peer->address && there->port != peer->port &&
        tls->server_name == detail.server_name) {
      return &other;
    }
  }
  return nullptr;
}

void blame_tunnel(Verdict& verdict, const Case& facts, const Evidence& seen) {
  const std::string proxy = proxy_of(facts, seen.transport);
  if (proxy.empty()) return;
  verdict.cause += " The proxy " + proxy + " has opened a tunnel for it: the proxy itself, or what "
                   "lies beyond it, is at fault.";
  verdict.fix =
      "The proxy opened the tunnel, so look there first: ask its administrator for the log line of "
      "this CONNECT, whether it inspects TLS (have it exempt {hubs}), and whether it reaches port "
      "{web.port} of the hub itself.";
}

const Evidence* same_hello_that_passed(const Case& facts, const Evidence& seen) {
  return second_hello(facts, seen, [](const HelloDetail& hello) {
    return hello.named && !hello.max_segment && hello.complete;
  });
}

const Evidence* small_hello_that_passed(const Case& facts, const Evidence& seen) {
  if (same_hello_that_passed(facts, seen)) return nullptr;
  const auto* tls = detail_of<TlsDetail>(seen);
  return second_hello(facts, seen, [&](const HelloDetail& hello) {
    // An alert that the agent's own got as well is no handshake.
    const bool alike = hello.bytes_received > 0 && tls &&
                       tls->bytes_received == hello.bytes_received;
    return hello.max_segment && hello.complete && !alike;
  });
}

const Evidence* unnamed_hello_that_passed(const Case& facts, const Evidence& seen) {
  if (same_hello_that_passed(facts, seen)) return nullptr;
  const auto* tls = detail_of<TlsDetail>(seen);
  const bool silent = tls && tls->bytes_received == 0;  // else as much came with the name
  return second_hello(facts, seen, [&](const HelloDetail& hello) {
    const bool begun = silent && hello.bytes_received > kBanner;
    return !hello.named && (hello.complete || begun);
  });
}

bool unnamed_hello_too(const Case& facts, const Evidence& seen) {
  return second_hello(facts, seen, [](const HelloDetail& hello) {
    return !hello.named && hello.connected && !hello.complete && hello.bytes_received == 0;
  }) != nullptr;
}

bool unnamed_hello_cut_too(const Case& facts, const Evidence& seen) {
  return second_hello(facts, seen, [](const HelloDetail& hello) {
    const bool silent = hello.error.symbol == "ETIMEDOUT";
    return !hello.named && hello.connected && !hello.complete && !silent;
  }) != nullptr;
}

bool small_hello_too(const Case& facts, const Evidence& seen) {
  return second_hello(facts, seen, [](const HelloDetail& hello) {
    return hello.max_segment && hello.connected && !hello.complete;
  }) != nullptr;
}

namespace {

const Evidence* first_byte(const Case& facts, const Evidence& seen, bool acknowledged) {
  const bool nothing_arrived = seen.outcome == Outcome::timed_out && seen.unacknowledged > 0 &&
                               small_hello_too(facts, seen) && unnamed_hello_too(facts, seen);
  if (!nothing_arrived || same_hello_that_passed(facts, seen)) return nullptr;
  return second_look(facts, seen, [&](const HelloDetail& hello) {
    return hello.first_byte && hello.complete == acknowledged;
  });
}

}  // namespace

const Evidence* first_byte_lost(const Case& facts, const Evidence& seen) {
  return first_byte(facts, seen, false);
}

const Evidence* first_byte_arrived(const Case& facts, const Evidence& seen) {
  return first_byte(facts, seen, true);
}

bool is_swallowed(const Evidence& seen) {
  const bool below = detail_of<ResolveDetail>(seen) || detail_of<ConnectDetail>(seen) ||
                     detail_of<ProxyDetail>(seen) || detail_of<TlsDetail>(seen) ||
                     detail_of<HoldDetail>(seen) || detail_of<IdleDetail>(seen) ||
                     detail_of<MessageDetail>(seen);  // they tell of it themselves
  return !below && seen.outcome == Outcome::timed_out && seen.unacknowledged > 0 &&
         seen.sent_again > 1;
}

bool may_be_lost(const Case& facts, const Evidence& seen) {
  const bool looked = small_hello_too(facts, seen) && unnamed_hello_too(facts, seen);
  return seen.outcome == Outcome::timed_out && facts.loss.lost >= 2 && !looked;
}

bool explained_by_second_look(const Case& facts, const Evidence& seen) {
  return same_hello_that_passed(facts, seen) || small_hello_that_passed(facts, seen) ||
         unnamed_hello_that_passed(facts, seen) || first_byte_lost(facts, seen);
}

}  // namespace edge::probe
