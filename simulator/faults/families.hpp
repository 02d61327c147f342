// The families of faults, one file each: NAME.cpp. For faults.cpp only.
#pragma once

#include "simulator/faults/faults.hpp"

namespace edge::sim {

std::span<const FaultRow> amqp_faults();
std::span<const FaultRow> cbs_faults();
std::span<const FaultRow> dns_faults();
std::span<const FaultRow> filter_faults();
std::span<const FaultRow> hub_faults();
std::span<const FaultRow> interface_faults();
std::span<const FaultRow> middlebox_faults();
std::span<const FaultRow> proxy_faults();
std::span<const FaultRow> route_faults();
std::span<const FaultRow> state_faults();
std::span<const FaultRow> tls_faults();
std::span<const FaultRow> vpn_faults();
std::span<const FaultRow> websocket_faults();
std::span<const FaultRow> wire_faults();

}  // namespace edge::sim
