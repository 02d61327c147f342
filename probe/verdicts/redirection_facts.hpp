// A port that is led to another machine (DNAT, REDIRECT, a transparent proxy). It shows in two
// ways: what undoes the translation on the way back also puts the destination's own address into
// ICMP errors (nf_nat_icmp_reply_translation(), net/netfilter/nf_nat_proto.c), so that routers
// answer in the hub's name; and a SYN is accepted at a TTL at which another port meets a router
// still.
#pragma once

#include <optional>
#include <string>

#include "probe/verdicts/path_facts.hpp"

namespace edge::probe {

struct Redirection {
  Trace trace;         // of the redirected port
  Trace reference;     // to another port of the same address; may be empty
  const Hop* router;   // the first that answers in the hub's name, or accepts in its stead
  std::string place;   // "hop 1 (192.168.1.1)"; without an address where no reference gives it
  bool by_front_end = false;  // the machine that takes the other port itself leads this one on
  bool perhaps_here = false;  // in the network namespace of this container or device itself
};

/// Of the hub's port of `transport` at `address`. Nothing where no router answers so, or where the
/// routers on the way to another port do as well: then it is how this network answers.
std::optional<Redirection> redirection_of(const Case& facts, std::string_view transport,
                                          const IpAddress& address);

/// Adds to a verdict on what was met behind a redirected port that this was not the hub; above TLS,
/// where what redirects may pass the hub's own answers on, that it stands in between.
void name_redirection(Verdict& verdict, const Case& facts);

/// `verdict` is about failing to connect over a way that `earlier` have found to be redirected; or
/// to a port of what they have found to be another machine, by its certificate.
bool is_of_other_machine(const Verdict& verdict, const std::vector<Verdict>& earlier);

}  // namespace edge::probe
