// A wire between two TAP devices whose frames this process carries, so that delay, jitter, loss,
// rate, MTU and the rest work on every kernel and are decided as in the virtual world. Not for
// switching: a node's kernel bridge does that.
#pragma once

#include <cstdint>
#include <memory>

#include "simulator/lab/pcap_file.hpp"
#include "simulator/lab/tap_device.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim {

/// Resolving a neighbour (ARP, IPv6 neighbour discovery) ends when the wire is down, but takes no
/// time, meets no chance and draws no random numbers, as in the virtual world: a wire that loses
/// everything makes connections time out, it does not make hosts unreachable.
///
/// A wire that only delays takes the kernel's TCP segments of up to 64 KB whole. Any other
/// property, or a capture, is for frames as long as the MTU.
class CarriedWire {
 public:
  /// Carries frames between `a`, the device of wire.a, and `b` while `executor` runs; it must
  /// outlive this object. Same seed, same frames: same fate, as on a virtual wire of that seed.
  CarriedWire(boost::asio::any_io_executor executor, TapDevice a, TapDevice b, const Wire& wire,
              std::uint64_t seed);
  /// Frames on their way are lost.
  ~CarriedWire();
  CarriedWire(const CarriedWire&) = delete;
  CarriedWire& operator=(const CarriedWire&) = delete;

  /// For frames that enter from now on; those on their way arrive as they would have. The ends stay
  /// what they were.
  void change(const Wire& wire);

  /// Every frame that enters the wire, in both directions, lost later or not. Null: no more.
  void capture(std::shared_ptr<PcapFile> file);

 private:
  struct Settings;
  struct Direction;

  void choose_offload();

  std::unique_ptr<Settings> settings_;
  TapDevice a_, b_;
  std::shared_ptr<Direction> forth_, back_;  // shared with nobody, but a timer may ask: weak_ptr
};

}  // namespace edge::sim
