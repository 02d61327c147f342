// A TAP or TUN device of a namespace, with its frames or packets in this process's hands. Not for
// addresses, routes and "up": whoever sets up the node does that. What is done with the frames:
// carried_wire.hpp and carried_tunnel.hpp.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <string>

#include "common/base/bytes.hpp"
#include "common/world/real/network_namespace.hpp"

namespace edge::sim {

class TapDevice {
 public:
  enum class Kind { tap, tun };  // Ethernet frames, or bare IP packets
  /// So many bytes stand in front of each Ethernet frame, read or written: the kernel's words on
  /// what is left to do with it (struct virtio_net_hdr). See offload().
  static constexpr std::size_t kOffloadHeader = 10;
  /// Gets one frame or packet; the bytes are the device's again when it returns. Must not throw.
  using Take = std::function<void(ByteView)>;

  /// Makes the device `name` in `where`, down and without addresses, or takes over one of that name
  /// and kind that an earlier TapDevice left. Throws std::runtime_error naming the device and the
  /// kernel's reason (EPERM without CAP_NET_ADMIN in the namespace's user namespace).
  TapDevice(boost::asio::any_io_executor executor, const NetworkNamespace& where,
            const std::string& name, Kind kind = Kind::tap);
  /// Quick, and nothing is taken afterwards. The device itself stays, without carrier, until its
  /// namespace is gone: to close one that goes with its descriptor takes the kernel about 20 ms.
  ~TapDevice();
  TapDevice(TapDevice&& other) noexcept;
  TapDevice& operator=(TapDevice&&) = delete;

  /// From now on hands over all that the namespace sends into the device. At most once.
  void start(Take take);

  /// Of a tap: lets the namespace send TCP segments of up to 64 KB and without checksum, which the
  /// device that they are written to passes on as they are or finishes. Off at first; then every
  /// frame is what a real cable would carry.
  void offload(bool on);

  /// The namespace receives `frame` from the device. Dropped without a word, as by a real cable,
  /// when the device is down or full or the frame is none.
  void write(ByteView frame);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace edge::sim
