#include "simulator/faults/helpers.hpp"

namespace edge::sim {

/// What is not given stays as the wire has it.
Topology wire_quality(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  Wire& wire = read.wire(topology);
  const Wire before = wire;
  wire.delay = read.duration("delay", wire.delay);
  wire.jitter = read.duration("jitter", wire.jitter);
  wire.loss = read.share("loss", wire.loss);
  wire.bursts.begins = read.share("burst-begins", wire.bursts.begins);
  wire.bursts.ends = read.share("burst-ends", wire.bursts.ends);
  wire.bursts.loss = read.share("burst-loss", wire.bursts.loss);
  wire.reorder = read.share("reorder", wire.reorder);
  wire.duplicate = read.share("duplicate", wire.duplicate);
  wire.corrupt = read.share("corrupt", wire.corrupt);
  wire.rate_bps = read.bit_rate("rate", wire.rate_bps);
  wire.mtu = read.number("mtu", 68, 65535, wire.mtu);  // from the least that IPv4 allows, RFC 791
  read.finish();
  if (wire == before) throw std::invalid_argument("nothing about the wire is changed");
  return topology;
}

}  // namespace edge::sim
