// Endpoints as Asio has them, one type for each protocol. For the sockets of this folder only.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "common/world/endpoint.hpp"

namespace edge {

/// Errors as values: what Asio's operations give back is (error, result).
inline constexpr auto kAwait = boost::asio::as_tuple(boost::asio::use_awaitable);

template <class AsioEndpoint>
Endpoint from_asio(const AsioEndpoint& endpoint) {
  return {endpoint.address(), endpoint.port()};
}

template <class Protocol>
typename Protocol::endpoint to_asio(const Endpoint& endpoint) {
  return {endpoint.address, endpoint.port};
}

}  // namespace edge
