// How many packets a line loses at random, from what came back and what did not: of several alike,
// sent to the same peer and port, some were answered and some were not, now this, now that. Pure.
#pragma once

#include <cmath>
#include <optional>
#include <vector>

#include "common/report/evidence.hpp"

namespace edge::probe {

struct PacketLoss {
  int sent = 0;     // queries, SYNs and later segments, of kinds that were answered now and then
  int lost = 0;     // of those, without an answer, or with SERVFAIL
  int unheard = 0;  // of the lost, with no answer of any kind: a server may fail by itself
  int changes = 0;  // from an answer to none or back, in the order of time
  bool whole_flows = false;  // what was lost is all that some connections sent, of others nothing
  int kinds = 0;    // of packets and peers, of which each was lost now and then
  std::optional<IpAddress> alone;  // the only address whose packets are lost, if none is silent
  std::optional<int> alone_port;   // of it, where another port of it was asked, too, and lost none
  int elsewhere = 0;  // packets to others than `alone`, every one of which was answered
  std::vector<int> evidence;  // Evidence::number of what shows it

  double share() const { return sent == 0 ? 0 : static_cast<double>(lost) / sent; }
  /// What begins or ends once, as a filter's rule does, is no loss; nor is one packet. It seldom
  /// begins or ends for each of two ports just as the agent comes to it.
  bool is_random() const {
    const bool often = changes >= 3 || (changes >= 2 && kinds >= 2);
    return lost >= 3 && unheard > 0 && sent > lost && often;
  }
  /// It would be chance, once in 20 runs, if what all packets share had lost none of the others.
  bool spares_others() const {
    constexpr double kChance = 0.05;
    return alone && std::pow(1 - share(), elsewhere) < kChance;
  }
};

/// Of all that a run has seen. A segment that was sent again counts as one lost; nothing does of a
/// peer so slow that the answer was still on the way (slow_line.hpp).
PacketLoss packet_loss(const std::vector<Evidence>& evidence);

}  // namespace edge::probe
