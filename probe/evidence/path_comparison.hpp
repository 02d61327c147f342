// Where a port's connections die, by holding its trace against that of another port on the same
// host. Pure: two traces in, no I/O. It locates; naming the cause is the verdicts' business.
//
// Alone, a trace that falls silent after hop 2 says little: the next router may simply not send
// "time exceeded". A reference port that goes further over the same way shows that packets do pass
// there, so that something at that place treats the subject's port differently:
//
// - Silent from the first hop on, while the reference hears its first hop: dropped at or before the
//   first hop. That includes a drop in the own host's OUTPUT, which TCP shows in no other way.
// - RST or ICMP from a shorter distance than the reference's accepting server: a device on the way
//   answers in the server's stead. A router forwards only after it has looked at the TTL, so its
//   refusal appears one TTL behind its own "time exceeded"; a RST by the last router before the
//   server therefore looks like the server's own. ICMP names its sender, RST does not.
#pragma once

#include <optional>

#include "common/report/evidence.hpp"

namespace edge::probe {

struct PathComparison {
  int last_answering_ttl = 0;             // highest TTL that brought any answer; 0: none did
  std::optional<IpAddress> last_address;  // the farthest sender that gave its address
  Answer ended_by = Answer::silence;      // `icmp` never means "time exceeded" here
  std::optional<int> answer_ttl;          // TTL of the accepting, resetting or ICMP answer
  bool reference_goes_further = false;    // something answered it from a greater distance
  bool silent_from_first_hop = false;     // no answer at all, while the reference's TTL 1 has one
  std::optional<int> reference_accepted_ttl;  // TTL at which the reference was accepted
  bool answered_before_server = false;    // answer_ttl < reference_accepted_ttl, and no accept
};

/// `subject` is the port in question; `reference` another port of the same address.
PathComparison compare_paths(const PathDetail& subject, const PathDetail& reference);

}  // namespace edge::probe
