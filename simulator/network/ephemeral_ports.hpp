// Local ports for sockets that asked for none, in turn, so that every run picks the same ones.
#pragma once

#include <boost/asio/error.hpp>
#include <cstdint>

#include "common/base/result.hpp"

namespace edge {

class EphemeralPorts {
 public:
  /// The next port for which `in_use` is false. Errors: address_in_use when there is none.
  template <class InUse>
  Result<std::uint16_t> pick(const InUse& in_use) {
    for (int tried = kFirst; tried <= kLast; ++tried) {
      const std::uint16_t port = next_;
      next_ = next_ == kLast ? kFirst : static_cast<std::uint16_t>(next_ + 1);
      if (!in_use(port)) return port;
    }
    return ErrorCode(boost::asio::error::address_in_use);
  }

 private:
  static constexpr std::uint16_t kFirst = 32768;  // net.ipv4.ip_local_port_range
  static constexpr std::uint16_t kLast = 60999;

  std::uint16_t next_ = kFirst;
};

}  // namespace edge
