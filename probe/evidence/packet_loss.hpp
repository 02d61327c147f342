// How many packets a line loses at random, from what came back and what did not: of several alike,
// sent to the same peer and port, some were answered and some were not, now this, now that. Pure.
#pragma once

#include <vector>

#include "common/report/evidence.hpp"

namespace edge::probe {

struct PacketLoss {
  int sent = 0;     // queries and SYNs, to peers of which some were answered and some not
  int lost = 0;     // of those, without an answer, or with SERVFAIL
  int unheard = 0;  // of the lost, with no answer of any kind: a server may fail by itself
  int changes = 0;  // from an answer to none or back, in the order of time
  std::vector<int> evidence;  // Evidence::number of what shows it

  double share() const { return sent == 0 ? 0 : static_cast<double>(lost) / sent; }
  /// What begins or ends once, as a filter's rule does, is no loss; nor is one packet.
  bool is_random() const { return lost >= 3 && unheard > 0 && sent > lost && changes >= 3; }
};

/// Of all that a run has seen. A SYN that was sent again counts as one lost; not on a line so slow
/// that its answer was still on the way (RFC 6298: the first RTO is 1 s).
PacketLoss packet_loss(const std::vector<Evidence>& evidence);

}  // namespace edge::probe
