// What a TCP connection is told at its start: a header of its own because both the connection and
// its output (tcp_output.hpp) take it. Not for what is learnt later.
#pragma once

#include <cstdint>
#include <optional>

#include "simulator/topology/topology.hpp"

namespace edge {

struct TcpSettings {
  std::uint16_t local_port = 0;
  std::uint16_t peer_port = 0;
  std::uint32_t initial_sequence = 0;
  int header = 40;                 // bytes, of IP and TCP together
  int mtu = 1500;                  // bytes, of the path as far as it is known
  std::optional<int> max_segment;  // TCP_MAXSEG
  SynSchedule syn_schedule;
};

}  // namespace edge
