// What is known of name servers that gave no answer: who refused, whether their machine can be
// reached, and what their address tells. For the cause of dns-no-answer.
#pragma once

#include <string>
#include <vector>

#include "probe/verdicts/verdicts.hpp"

namespace edge::probe {

struct NameServerNote {
  std::string text;                       // sentences; empty: nothing more is known
  std::vector<const Evidence*> evidence;  // that they rest on
  bool certain = false;                   // something other than silence says so
  std::string fix{};                      // instead of the verdict's own
};

NameServerNote note_on_servers(const Case& facts, const ResolveDetail& detail);

/// How far packets for elsewhere get: of a server that waits in vain for those that it asks.
NameServerNote note_on_way_out(const Case& facts);

/// Behind the cause, with its evidence.
void add_note(Verdict& verdict, const NameServerNote& note);

}  // namespace edge::probe
