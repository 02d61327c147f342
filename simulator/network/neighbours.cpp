#include "simulator/network/neighbours.hpp"

#include <boost/asio/ip/address.hpp>

namespace edge {
namespace {

constexpr std::size_t kMostPackets = 101;       // unres_qlen since Linux 3.3 (ip-sysctl.rst)
constexpr std::size_t kMostNeighbours = 1024;  // gc_thresh3
constexpr int kRequests = 3;
constexpr Duration kRequestInterval = std::chrono::seconds{1};

}  // namespace

Neighbours::Neighbours(EventLoop& loop, LinkLayer& links, Failed failed)
    : loop_(loop), links_(links), failed_(std::move(failed)) {}

void Neighbours::send(PortId port, const IpAddress& address, Packet packet) {
  const Key key{port, address};
  auto entry = waiting_.find(key);
  if (entry == waiting_.end()) {
    if (const auto neighbour = links_.resolve(port, address)) {
      links_.send(port, *neighbour, std::move(packet));
      return;
    }
    if (waiting_.size() >= kMostNeighbours) return;
    entry = waiting_.try_emplace(key).first;
    loop_.in(kRequestInterval, [this, key] { solicit_again(key); });
  }
  auto& packets = entry->second.packets;
  if (packets.size() >= kMostPackets) packets.pop_front();
  packets.push_back(std::move(packet));
}

void Neighbours::solicit_again(const Key& key) {
  auto& waiting = waiting_.at(key);
  const auto neighbour = links_.resolve(key.first, key.second);
  if (!neighbour && waiting.requests < kRequests) {
    ++waiting.requests;
    loop_.in(kRequestInterval, [this, key] { solicit_again(key); });
    return;
  }
  std::deque<Packet> packets = std::move(waiting.packets);
  waiting_.erase(key);  // first: what is sent now may ask for the same neighbour again
  for (Packet& packet : packets) {
    if (neighbour) {
      links_.send(key.first, *neighbour, std::move(packet));
    } else {
      failed_(std::move(packet));
    }
  }
}

}  // namespace edge
