// An address with the length of its network's prefix, of either family.
#pragma once

#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <string>

#include "common/world/endpoint.hpp"

namespace edge::probe {

/// 32 or 128.
unsigned short whole_length(const IpAddress& address);

class IpNetwork {
 public:
  IpNetwork() = default;  // 0.0.0.0/0
  IpNetwork(const IpAddress& address, unsigned short length);
  // As literals are written.
  IpNetwork(const boost::asio::ip::network_v4& network);  // NOLINT(google-explicit-constructor)
  IpNetwork(const boost::asio::ip::network_v6& network);  // NOLINT(google-explicit-constructor)

  const IpAddress& address() const { return address_; }
  unsigned short prefix_length() const { return length_; }
  /// Its first address.
  IpAddress network() const;
  IpNetwork canonical() const { return {network(), length_}; }
  bool is_one_address() const { return length_ == whole_length(address_); }
  bool contains(const IpAddress& address) const;
  std::string to_string() const;
  bool operator==(const IpNetwork&) const = default;

 private:
  IpAddress address_;
  unsigned short length_ = 0;
};

/// The next number; the last address's is itself.
IpAddress next_address(const IpAddress& address);

}  // namespace edge::probe
