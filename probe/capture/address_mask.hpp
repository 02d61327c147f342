// Other addresses in the place of a site's own, for files that are handed on. What is a network of
// what stays so: two addresses that have so many bits in common have them in common afterwards.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "probe/host/host_state.hpp"

namespace edge::probe {

using AddressV4 = boost::asio::ip::address_v4;

/// Of IPv4.
class AddressMask {
 public:
  /// `coin` gives a random bit; without one addresses stay as they are.
  explicit AddressMask(std::function<bool()> coin = {}) : coin_(std::move(coin)) {}

  /// Private addresses stay private. The last eight bits stay, too: where a gateway or a network's
  /// first address is tells nobody which site it is.
  IpAddress operator()(const IpAddress& address) { return masked(address.to_v4(), 32); }
  Prefix operator()(const Prefix& network) {
    return {masked(network.address.to_v4(), network.length), network.length};
  }

 private:
  AddressV4 masked(const AddressV4& address, int length);

  std::function<bool()> coin_;
  std::map<std::pair<int, std::uint32_t>, bool> flips_;  // by the bits before
};

}  // namespace edge::probe
