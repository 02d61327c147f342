// Who listens on the ports that an edge hub publishes on its host: 443, 5671 and 8883.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "common/base/hub_ports.hpp"

namespace edge::probe {

/// HTTPS, AMQP over TLS, MQTT over TLS.
inline constexpr std::uint16_t kEdgeHubPorts[] = {kWebSocketPort, kAmqpPort, 8883};

struct HostListener {
  boost::asio::ip::address address;
  std::uint16_t port = 0;
  std::uint32_t user_id = 0;
  std::uint64_t inode = 0;
  // Of the process; 0 and empty: it is another user's, or has ended.
  int process = 0;
  std::string program, user;
  std::string unit;       // of systemd, by its control group
  std::string container;  // its id, by its control group
  // Of an engine's userland proxy: the container's own address and port.
  std::optional<boost::asio::ip::address> published_for;
  std::uint16_t published_port = 0;
};

/// Those of one file of the kernel's (/proc/net/tcp, tcp6) that are on the edge hub's ports.
std::vector<HostListener> parse_listeners(std::string_view text);
/// Unit and container of /proc/PID/cgroup, both generations of it.
void take_control_group(std::string_view text, HostListener& listener);
/// What /proc/PID/cmdline says of a userland proxy (docker-proxy).
void take_command_line(std::string_view text, HostListener& listener);

struct ReadListeners {
  std::vector<HostListener> listeners;
  std::string problem;    // what could not be seen, and why; empty: nothing
};

ReadListeners read_listeners();

}  // namespace edge::probe
