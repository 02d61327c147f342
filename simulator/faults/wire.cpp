// Links between two nodes: cut, slow, narrow or lossy.
#include "simulator/faults/families.hpp"
#include "simulator/faults/helpers.hpp"

namespace edge::sim {
namespace {

constexpr NodeParameter kFrom{"from"};
constexpr NodeParameter kTo{"to"};

/// The first wire between the two, whichever way it was laid.
Wire& wire_between(Topology& topology, const Arguments& with) {
  const auto a = kFrom.find(topology, with).name, b = kTo.find(topology, with).name;
  for (auto& wire : topology.wires) {
    if ((wire.a.node == a && wire.b.node == b) || (wire.a.node == b && wire.b.node == a)) {
      return wire;
    }
  }
  std::vector<std::string> joined_to_a;
  for (const auto& wire : topology.wires) {
    if (wire.a.node == a) joined_to_a.push_back(wire.b.node);
    if (wire.b.node == a) joined_to_a.push_back(wire.a.node);
  }
  throw kTo.refusal(b, "no wire joins it and " + a, joined(joined_to_a, ", "));
}

Topology wire_down(Topology topology, const Arguments& with) {
  wire_between(topology, with).up = false;
  return topology;
}

constexpr ValueParameter kDelay{"delay", kind::duration, kOptional};
constexpr ValueParameter kJitter{"jitter", kind::duration, kOptional};
constexpr ValueParameter kLoss{"loss", kind::share, kOptional};
constexpr ValueParameter kBurstBegins{"burst-begins", kind::share, kOptional};
constexpr ValueParameter kBurstEnds{"burst-ends", kind::share, kOptional};
constexpr ValueParameter kBurstLoss{"burst-loss", kind::share, kOptional};
constexpr ValueParameter kReorder{"reorder", kind::share, kOptional};
constexpr ValueParameter kDuplicate{"duplicate", kind::share, kOptional};
constexpr ValueParameter kCorrupt{"corrupt", kind::share, kOptional};
constexpr ValueParameter kRate{"rate", kind::bit_rate, kOptional};
// From the least that IPv4 allows, RFC 791.
constexpr NumberParameter kMtu{"mtu", 68, 65535, kOptional, "bytes; what is absent stays"};

Topology wire_quality(Topology topology, const Arguments& with) {
  Wire& wire = wire_between(topology, with);
  const Wire before = wire;
  wire.delay = with.find(kDelay).value_or(wire.delay);
  wire.jitter = with.find(kJitter).value_or(wire.jitter);
  wire.loss = with.find(kLoss).value_or(wire.loss);
  wire.bursts.begins = with.find(kBurstBegins).value_or(wire.bursts.begins);
  wire.bursts.ends = with.find(kBurstEnds).value_or(wire.bursts.ends);
  wire.bursts.loss = with.find(kBurstLoss).value_or(wire.bursts.loss);
  wire.reorder = with.find(kReorder).value_or(wire.reorder);
  wire.duplicate = with.find(kDuplicate).value_or(wire.duplicate);
  wire.corrupt = with.find(kCorrupt).value_or(wire.corrupt);
  wire.rate_bps = with.find(kRate).value_or(wire.rate_bps);
  wire.mtu = with.find(kMtu).value_or(wire.mtu);
  if (wire == before) {
    throw std::invalid_argument("nothing about the wire is changed; allowed: another value than "
                                "the wire's own for at least one of the parameters after 'to'");
  }
  return topology;
}

constexpr FaultRow kWireFaults[] = {
    {.name = "wire-down",
     .what = "the link between two nodes is cut",
     .parameters = {&kFrom, &kTo},
     .example = "from=isp to=internet",
     .found_as = {"gateway-unreachable", "host-unreachable", "network-drops-everything",
                  "dns-no-answer", "dns-server-failure", "proxy-unreachable",
                  "dns-forwarder-failure"},
     .apply = wire_down},
    {.name = "wire-quality",
     .what = "the link between two nodes is slow, narrow or loses at random",
     .parameters = {&kFrom, &kTo, &kDelay, &kJitter, &kLoss, &kBurstBegins, &kBurstEnds,
                    &kBurstLoss, &kReorder, &kDuplicate, &kCorrupt, &kRate, &kMtu},
     .example = "from=isp to=internet loss=1%",
     .found_as = {"packet-loss", "line-too-slow", "mtu-black-hole", "tls-no-answer", "tls-filtered",
                  "network-drops-everything", "dns-no-answer",
                  "dns-server-failure", "dns-forwarder-failure", "host-does-not-forward"},
     .apply = wire_quality},
};

}  // namespace

std::span<const FaultRow> wire_faults() { return kWireFaults; }

}  // namespace edge::sim
