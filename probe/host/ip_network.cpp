#include "probe/host/ip_network.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace edge::probe {
namespace {

using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;

template <class Bytes>
Bytes without_host_bits(Bytes bytes, unsigned length) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const unsigned kept = std::min(8u, length - std::min<unsigned>(length, 8u * i));
    bytes[i] = static_cast<unsigned char>(bytes[i] & (0xff00u >> kept));
  }
  return bytes;
}

template <class Bytes>
Bytes next(Bytes bytes) {
  if (std::ranges::all_of(bytes, [](unsigned char byte) { return byte == 0xff; })) return bytes;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    if (++bytes[i] != 0) break;
  }
  return bytes;
}

}  // namespace

unsigned short whole_length(const IpAddress& address) { return address.is_v4() ? 32 : 128; }

IpNetwork::IpNetwork(const IpAddress& address, unsigned short length)
    : address_(address), length_(std::min(length, whole_length(address))) {}

IpNetwork::IpNetwork(const boost::asio::ip::network_v4& network)
    : IpNetwork(network.address(), network.prefix_length()) {}

IpNetwork::IpNetwork(const boost::asio::ip::network_v6& network)
    : IpNetwork(network.address(), network.prefix_length()) {}

IpAddress IpNetwork::network() const {
  if (address_.is_v4()) {
    return address_v4(without_host_bits(address_.to_v4().to_bytes(), length_));
  }
  return address_v6(without_host_bits(address_.to_v6().to_bytes(), length_));
}

bool IpNetwork::contains(const IpAddress& address) const {
  return address.is_v4() == address_.is_v4() && IpNetwork(address, length_).network() == network();
}

std::string IpNetwork::to_string() const {
  return fmt::format("{}/{}", address_.to_string(), length_);
}

IpAddress next_address(const IpAddress& address) {
  if (address.is_v4()) return address_v4(next(address.to_v4().to_bytes()));
  return address_v6(next(address.to_v6().to_bytes()));
}

}  // namespace edge::probe
