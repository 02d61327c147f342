#include "probe/evidence/slow_line.hpp"

#include <algorithm>
#include <array>

#include "common/report/details/rcode.hpp"

namespace edge::probe {
namespace {

using Soonest = std::map<IpAddress, Duration>;

void add(Soonest& soonest, const IpAddress& address, Duration took) {
  const auto [at, first] = soonest.emplace(address, took);
  if (!first) at->second = std::min(at->second, took);
}

/// It comes just after a time-out of a repeated SYN, and may be an answer to that one. A trace does
/// not tell which, nor does TCP's timestamp where the SYN+ACK was lost: servers repeat the first's.
bool may_be_of_a_repeated_one(Duration took) {
  // Seconds, with tcp_syn_linear_timeouts of Linux 6.5 and without (ip-sysctl.rst).
  constexpr std::array kRepeated{1, 2, 3, 4, 5, 7, 11, 15, 19};
  constexpr Duration kSlack = std::chrono::milliseconds{250};
  return std::ranges::any_of(kRepeated, [&](int times) {
    const Duration repeated = times * kFirstTimeout;
    return took >= repeated && took < repeated + kSlack;
  });
}

void add_connect(Soonest& soonest, const ConnectDetail& detail) {
  for (const ConnectTry& made : detail.tries) {
    if (made.answer != Answer::accepted && made.answer != Answer::reset) continue;
    const bool repeated = made.tcp.retransmits.value_or(0) > 0;
    if (repeated && (!made.tcp.rtt || may_be_of_a_repeated_one(*made.tcp.rtt))) continue;
    add(soonest, made.peer.address, repeated ? *made.tcp.rtt : made.end - made.begin);
  }
}

void add_queries(Soonest& soonest, const ResolveDetail& detail) {
  for (const DnsExchange& one : detail.exchanges) {
    if (is_rcode(one.result)) add(soonest, one.server.address, one.end - one.begin);
  }
}

void add_trace(Soonest& soonest, const PathDetail& trace) {
  for (const Hop& hop : trace.hops) {
    const bool reached = hop.answer == Answer::accepted || hop.answer == Answer::reset;
    if (reached && !may_be_of_a_repeated_one(hop.rtt)) {
      add(soonest, trace.target.address, hop.rtt);
    }
  }
}

}  // namespace

Soonest soonest_answers(const std::vector<Evidence>& evidence) {
  Soonest soonest;
  for (const Evidence& seen : evidence) {
    if (const auto* connect = detail_of<ConnectDetail>(seen)) add_connect(soonest, *connect);
    if (const auto* names = detail_of<ResolveDetail>(seen)) add_queries(soonest, *names);
    if (const auto* trace = detail_of<PathDetail>(seen)) add_trace(soonest, *trace);
  }
  return soonest;
}

}  // namespace edge::probe
