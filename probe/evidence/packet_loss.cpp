#include "probe/evidence/packet_loss.hpp"

#include <algorithm>
#include <map>
#include <ranges>
#include <set>
#include <tuple>
#include <utility>

#include "probe/evidence/name_servers.hpp"
#include "probe/evidence/slow_line.hpp"

namespace edge::probe {
namespace {

constexpr int kMostOfOneStage = 20;  // segments; TCP itself gives up sooner (tcp_retries2 is 15)

struct Sent {
  Duration at{};
  bool answered = false;
  int evidence = 0;
  bool unheard = !answered;
  bool whole_flow = false;  // of a connection that lost all it sent
};

/// By peer and kind of packet: TCP may fare otherwise than UDP, and some servers never answer AAAA.
using Kinds = std::map<std::string, std::vector<Sent>>;
using Ledger = std::map<Endpoint, Kinds>;

/// How long each server took at most to answer.
std::map<Endpoint, Duration> slowest_answers(const ResolveDetail& detail) {
  std::map<Endpoint, Duration> slowest;
  for (const DnsExchange& one : detail.exchanges) {
    Duration& longest = slowest[one.server];
    if (is_rcode(one.result)) longest = std::max(longest, one.end - one.begin);
  }
  return slowest;
}

void add_queries(const ResolveDetail& detail, int number, Ledger& ledger) {
  const auto slowest = slowest_answers(detail);
  for (const DnsExchange& one : detail.exchanges) {
    // The run ended before the server's usual time was over.
    if (one.result == "silence" && one.end - one.begin < slowest.at(one.server)) continue;
    // A server that passes queries on says SERVFAIL when it has heard nothing itself.
    const bool lost = (one.result == "silence" && !one.icmp) || one.result == "SERVFAIL";
    if (!lost && !is_rcode(one.result)) continue;
    ledger[one.server][one.type].push_back({one.begin, !lost, number, one.result == "silence"});
  }
}

void add_syns(const ConnectDetail& detail, int number, Ledger& ledger) {
  for (const ConnectTry& made : detail.tries) {
    const bool answered = made.answer == Answer::accepted || made.answer == Answer::reset;
    if (!answered && made.answer != Answer::silence) continue;
    auto& syns = ledger[made.peer]["syn"];
    const auto lost = made.tcp.retransmits.value_or(0) + (answered ? 0U : 1U);
    for (auto i = 0U; i < lost; ++i) {
      syns.push_back({made.begin, false, number, true, !answered});
    }
    if (answered) syns.push_back({made.end, true, number});
  }
}

/// Somebody's answer to a trace of this run came soon: one that took a time-out's time is to a SYN
/// that was repeated.
bool line_is_fast(const std::vector<Evidence>& evidence) {
  return std::ranges::any_of(evidence, [](const Evidence& seen) {
    const auto* trace = detail_of<PathDetail>(seen);
    return trace && std::ranges::any_of(trace->hops, [](const Hop& hop) {
      return hop.answer == Answer::accepted && hop.rtt < kFirstTimeout / 2;
    });
  });
}

/// A trace's SYN that reaches the peer is one more.
void add_trace(const PathDetail& trace, const Evidence& seen, bool fast, Ledger& ledger) {
  const auto end = std::ranges::find_if(trace.hops, [](const Hop& hop) {
    return hop.answer == Answer::accepted || hop.answer == Answer::reset;
  });
  auto& syns = ledger[trace.target]["syn"];
  const bool answered = end != trace.hops.end();
  const bool repeated = answered && fast && end->rtt >= kFirstTimeout;
  if (!answered || repeated) syns.push_back({seen.begin, false, seen.number, true, !answered});
  if (answered) syns.push_back({seen.end, true, seen.number});
  for (const Hop& hop : trace.hops) {
    const bool by_router = hop.answer == Answer::icmp;
    if (by_router) ledger[trace.target]["hop"].push_back({seen.end, true, seen.number});
  }
}

void add_hello(const HelloDetail& hello, const Evidence& seen, Ledger& ledger) {
  const bool silent = !hello.connected && hello.error.symbol == "ETIMEDOUT";
  if (!hello.connected && !silent) return;
  ledger[hello.target]["syn"].push_back({silent ? seen.begin : seen.end, !silent, seen.number});
}

/// Where a connection goes, and which it is: its attempt, try and number.
using Flows = std::map<std::tuple<int, int, int>, Endpoint>;

/// Segments that TCP repeated, and stages that got their answer all the same.
void add_segments(const Evidence& seen, Flows& flows, Ledger& ledger) {
  const std::tuple flow{seen.attempt, seen.attempt_try, seen.connection};
  if (detail_of<ConnectDetail>(seen)) {
    if (seen.peer) flows[flow] = *seen.peer;
    return;
  }
  const auto peer = flows.find(flow);
  if (peer == flows.end() || seen.outcome == Outcome::skipped) return;
  auto& segments = ledger[peer->second]["segment"];
  // One that never arrived, however often it was sent, says that the connection was cut there.
  const bool cut = seen.outcome != Outcome::ok && seen.unacknowledged > 0;
  for (int i = 0; i < (cut ? 1 : std::min(seen.sent_again, kMostOfOneStage)); ++i) {
    segments.push_back({seen.begin, false, seen.number, true, cut});
  }
  if (seen.outcome == Outcome::ok) segments.push_back({seen.end, true, seen.number});
}

bool lost_now_and_then(const std::vector<Sent>& packets) {
  const auto lost = std::ranges::count(packets, false, &Sent::answered);
  return lost > 0 && lost < std::ssize(packets);
}

/// From an answer to none or back, in the order of time.
int changes_in(std::vector<Sent> packets) {
  std::ranges::stable_sort(packets, {}, &Sent::at);
  int changes = 0;
  for (std::size_t i = 1; i < packets.size(); ++i) {
    if (packets[i].answered != packets[i - 1].answered) ++changes;
  }
  return changes;
}

void add_up(const std::vector<Sent>& packets, PacketLoss& loss) {
  loss.sent += static_cast<int>(packets.size());
  loss.lost += static_cast<int>(std::ranges::count(packets, false, &Sent::answered));
  for (const Sent& one : packets) {
    if (one.unheard) ++loss.unheard;
    if (!one.answered && !one.whole_flow) loss.whole_flows = false;
    loss.evidence.push_back(one.evidence);
  }
}

/// All kinds of packets that a peer answered now and then. What begins or ends for all of them at
/// one moment is one change, of one kind.
void add_peer(const Kinds& of_peer, PacketLoss& loss) {
  std::vector<Sent> all;
  int changes = 0;
  int kinds = 0;
  for (const auto& [kind, packets] : of_peer) {
    if (!lost_now_and_then(packets)) continue;
    add_up(packets, loss);
    changes += changes_in(packets);
    ++kinds;
    all.insert(all.end(), packets.begin(), packets.end());
  }
  const bool one_moment = changes_in(std::move(all)) == 1;
  loss.changes += one_moment ? 1 : changes;
  loss.kinds += one_moment ? 1 : kinds;
}

/// Its packets may be lost by the same cause.
bool is_never_answered(const Ledger::value_type& entry) {
  const auto lost = [](const std::vector<Sent>& packets) {
    return std::ranges::none_of(packets, &Sent::answered);
  };
  return !entry.second.empty() && std::ranges::all_of(entry.second | std::views::values, lost);
}

/// Whose packets are lost, if only one address' are, and how many of others' never were.
void compare_peers(const Ledger& ledger, PacketLoss& loss) {
  std::set<Endpoint> lossy;
  std::set<IpAddress> addresses;
  for (const auto& [peer, kinds] : ledger) {
    if (std::ranges::none_of(kinds | std::views::values, lost_now_and_then)) continue;
    lossy.insert(peer);
    addresses.insert(peer.address);
  }
  if (addresses.size() != 1 || std::ranges::any_of(ledger, is_never_answered)) return;
  loss.alone = *addresses.begin();
  for (const auto& [peer, kinds] : ledger) {
    const bool same_address = peer.address == loss.alone;
    if (same_address && (lossy.size() > 1 || lossy.contains(peer))) continue;
    for (const auto& [kind, packets] : kinds) {
      if (!std::ranges::all_of(packets, &Sent::answered)) continue;
      if (same_address) loss.alone_port = lossy.begin()->port;
      loss.elsewhere += static_cast<int>(packets.size());
    }
  }
}

}  // namespace

PacketLoss packet_loss(const std::vector<Evidence>& evidence) {
  Ledger ledger;
  Flows flows;
  const bool fast = line_is_fast(evidence);
  for (const Evidence& seen : evidence) {
    if (const auto* detail = detail_of<ResolveDetail>(seen)) {
      add_queries(*detail, seen.number, ledger);
    } else if (const auto* connect = detail_of<ConnectDetail>(seen)) {
      add_syns(*connect, seen.number, ledger);
    } else if (const auto* trace = detail_of<PathDetail>(seen)) {
      add_trace(*trace, seen, fast, ledger);
    } else if (const auto* hello = detail_of<HelloDetail>(seen)) {
      add_hello(*hello, seen, ledger);
    }
    if (seen.attempt > 0) add_segments(seen, flows, ledger);
  }
  const auto soonest = soonest_answers(evidence);
  std::erase_if(ledger, [&](const auto& entry) {
    const auto answer = soonest.find(entry.first.address);
    return answer != soonest.end() && answer->second >= kFirstTimeout;
  });
  PacketLoss loss;
  loss.whole_flows = true;
  compare_peers(ledger, loss);
  for (const auto& [peer, kinds] : ledger) add_peer(kinds, loss);
  std::ranges::sort(loss.evidence);
  const auto twice = std::ranges::unique(loss.evidence);
  loss.evidence.erase(twice.begin(), twice.end());
  return loss;
}

}  // namespace edge::probe
