// Packets waiting for a neighbour that does not answer (the kernel's NUD_INCOMPLETE state). A
// neighbour that is there answers at once; only failing ones have an entry here.
#pragma once

#include <deque>
#include <functional>
#include <map>

#include "simulator/network/event_loop.hpp"
#include "simulator/network/link_layer.hpp"

namespace edge {

class Neighbours {
 public:
  /// `failed` gets each packet that waited in vain.
  using Failed = std::function<void(Packet)>;

  Neighbours(EventLoop& loop, LinkLayer& links, Failed failed);

  /// Sends `packet` to the neighbour with this address, or keeps it while resolving: three requests
  /// 1 s apart (mcast_solicit, retrans_time_ms), failure at 3 s. Of more than 101 waiting packets
  /// the oldest is lost without a word, as with the kernel's queue.
  void send(PortId port, const IpAddress& address, Packet packet);

 private:
  using Key = std::pair<PortId, IpAddress>;
  struct Waiting {
    std::deque<Packet> packets;
    int requests = 1;
  };

  void solicit_again(const Key& key);

  EventLoop& loop_;
  LinkLayer& links_;
  Failed failed_;
  std::map<Key, Waiting> waiting_;
};

}  // namespace edge
