#include "probe/evidence/packet_loss.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "probe/evidence/name_servers.hpp"

namespace edge::probe {
namespace {

constexpr Duration kFirstTimeout = std::chrono::seconds{1};

struct Sent {
  Duration at{};
  bool answered = false;
  int evidence = 0;
  bool unheard = !answered;
};

/// By peer and kind of packet: TCP may fare otherwise than UDP, and some servers never answer AAAA.
using Ledger = std::map<std::pair<Endpoint, std::string>, std::vector<Sent>>;

void add_queries(const ResolveDetail& detail, int number, Ledger& ledger) {
  for (const DnsExchange& one : detail.exchanges) {
    // A server that passes queries on says SERVFAIL when it has heard nothing itself.
    const bool lost = (one.result == "silence" && !one.icmp) || one.result == "SERVFAIL";
    if (!lost && !is_rcode(one.result)) continue;
    ledger[{one.server, one.type}].push_back({one.begin, !lost, number, one.result == "silence"});
  }
}

void add_syns(const ConnectDetail& detail, int number, Ledger& ledger) {
  for (const ConnectTry& made : detail.tries) {
    const bool answered = made.answer == Answer::accepted || made.answer == Answer::reset;
    if (!answered && made.answer != Answer::silence) continue;
    if (made.tcp.rtt && *made.tcp.rtt >= kFirstTimeout) continue;
    auto& syns = ledger[{made.peer, "syn"}];
    const auto lost = made.tcp.retransmits.value_or(0) + (answered ? 0U : 1U);
    for (auto i = 0U; i < lost; ++i) syns.push_back({made.begin, false, number});
    if (answered) syns.push_back({made.end, true, number});
  }
}

void add_up(std::vector<Sent> packets, PacketLoss& loss) {
  const auto lost = std::ranges::count(packets, false, &Sent::answered);
  if (lost == 0 || lost == std::ssize(packets)) return;
  std::ranges::stable_sort(packets, {}, &Sent::at);
  loss.sent += static_cast<int>(packets.size());
  loss.lost += static_cast<int>(lost);
  for (std::size_t i = 0; i < packets.size(); ++i) {
    if (i > 0 && packets[i].answered != packets[i - 1].answered) ++loss.changes;
    if (packets[i].unheard) ++loss.unheard;
    loss.evidence.push_back(packets[i].evidence);
  }
}

}  // namespace

PacketLoss packet_loss(const std::vector<Evidence>& evidence) {
  Ledger ledger;
  for (const Evidence& seen : evidence) {
    if (const auto* detail = detail_of<ResolveDetail>(seen)) {
      add_queries(*detail, seen.number, ledger);
    } else if (const auto* connect = detail_of<ConnectDetail>(seen)) {
      add_syns(*connect, seen.number, ledger);
    }
  }
  PacketLoss loss;
  for (auto& [peer, packets] : ledger) add_up(std::move(packets), loss);
  std::ranges::sort(loss.evidence);
  const auto twice = std::ranges::unique(loss.evidence);
  loss.evidence.erase(twice.begin(), twice.end());
  return loss;
}

}  // namespace edge::probe
