// The options that hub_load and hub_soak share: where the peer is, and as which devices they come.
#pragma once

#include <CLI/CLI.hpp>
#include <boost/asio/ip/address.hpp>
#include <string>

#include "load_connection.hpp"

namespace edge::bench {

struct DeviceOptions {
  std::string address = "127.0.0.1", ca_file;
  std::uint16_t port = 5671;
};

/// Adds them to `app`, for `options` and what of them is in `plan`. Gives --key, which only hubs
/// need.
inline CLI::Option* add_device_options(CLI::App& app, DeviceOptions& options, LoadPlan& plan) {
  app.add_option("--address", options.address)->capture_default_str();
  app.add_option("--port", options.port)->capture_default_str();
  app.add_option("--host-name", plan.host_name)->required();
  app.add_option("--ca-file", options.ca_file)->required();
  app.add_option("--device-prefix", plan.device_prefix, "hub: device n is this and n");
  return app.add_option("--key", plan.key, "hub: base64, the same for all devices");
}

inline Endpoint endpoint_of(const DeviceOptions& options) {
  return {boost::asio::ip::make_address(options.address), options.port};
}

}  // namespace edge::bench
