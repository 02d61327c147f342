// The kernel's walk through rules and tables (fib_rules_lookup() in net/core/fib_rules.c,
// fib_table_lookup() in net/ipv4/fib_trie.c), done again over a HostState, so that the rule and the
// route that decide can be named. What the kernel itself says: kernel_answer.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "probe/host/host_state.hpp"

namespace edge::probe {

struct Lookup {
  std::optional<IpAddress> source;  // nothing: not chosen yet, as for a program of the host
  IpAddress destination;
  int in_link = 0;                  // where it enters; 0: the host's own
  std::uint16_t port = 0;           // of the destination
  std::uint16_t source_port = 0;
  std::uint32_t mark = 0;           // that a packet filter gives it
  std::uint8_t protocol = 6;        // of IP: TCP
};

enum class StepEnd { nothing_fits, suppressed, passes_on, decides };

/// A rule that holds for the packet.
struct LookupStep {
  const HostRule* rule = nullptr;
  const HostRoute* route = nullptr;  // the best of its table; null: none, or the rule has no table
  StepEnd end = StepEnd::nothing_fits;
};

/// Points into the HostState.
struct Decision {
  std::vector<LookupStep> steps;    // the last one decides, if any does
  std::size_t other_rules = 0;      // that do not hold for the packet
  const HostRule* rule = nullptr;   // that decides
  const HostRoute* route = nullptr; // that decides; null with a rule: the rule itself forbids
  bool unclear = false;             // a rule on the way selects by what is not looked at

  /// Index of the interface that the packet leaves by; 0: none.
  int out_link() const;
  const NextHop* hop() const;
  /// A route, or a rule, of kind unreachable, prohibit or blackhole.
  bool forbidden() const;
};

Decision look_up(const HostState& state, const Lookup& packet);

/// The longest prefix, then the lowest metric; null: none holds `destination`.
const HostRoute* best_route(const HostState& state, std::uint32_t table,
                            const IpAddress& destination);

}  // namespace edge::probe
