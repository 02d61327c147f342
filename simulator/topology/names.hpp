// What the values of an enumeration and the alternatives of a variant are called in topology files
// and as parameters of faults: one table each, for reading, writing and schemas. Not for nft's or
// ip's own words (simulator/lab) nor for what a name does.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "simulator/topology/hub_personality.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim {

/// A name and what it stands for.
template <class T>
struct Choice {
  std::string_view name;
  T value;
};

/// The rows of enumeration E, of which every value has one. No array, for the compiler to refuse,
/// where the header with E's table is not included.
template <class E>
inline constexpr std::nullptr_t kNames{};

/// What `value` is called.
template <class E>
constexpr std::string_view choice_name(E value) {
  return std::ranges::find(kNames<E>, value, &Choice<E>::value)->name;
}

template <>
inline constexpr std::array kNames<InterfaceKind>{
    Choice<InterfaceKind>{"ethernet", InterfaceKind::ethernet},
    Choice<InterfaceKind>{"bridge", InterfaceKind::bridge},
    Choice<InterfaceKind>{"tun", InterfaceKind::tun}};

template <>
inline constexpr std::array kNames<RouteKind>{
    Choice<RouteKind>{"unicast", RouteKind::unicast},
    Choice<RouteKind>{"unreachable", RouteKind::unreachable},
    Choice<RouteKind>{"prohibit", RouteKind::prohibit},
    Choice<RouteKind>{"blackhole", RouteKind::blackhole},
    Choice<RouteKind>{"throw", RouteKind::throw_}};

template <>
inline constexpr std::array kNames<Hook>{
    Choice<Hook>{"prerouting", Hook::prerouting}, Choice<Hook>{"input", Hook::input},
    Choice<Hook>{"forward", Hook::forward}, Choice<Hook>{"output", Hook::output},
    Choice<Hook>{"postrouting", Hook::postrouting}};

template <>
inline constexpr std::array kNames<Protocol>{Choice<Protocol>{"tcp", Protocol::tcp},
                                             Choice<Protocol>{"udp", Protocol::udp},
                                             Choice<Protocol>{"icmp", Protocol::icmp}};

template <>
inline constexpr std::array kNames<ConnectionState>{
    Choice<ConnectionState>{"new", ConnectionState::fresh},
    Choice<ConnectionState>{"established", ConnectionState::established},
    Choice<ConnectionState>{"related", ConnectionState::related},
    Choice<ConnectionState>{"invalid", ConnectionState::invalid}};

template <>
inline constexpr std::array kNames<AddressType>{
    Choice<AddressType>{"local", AddressType::local},
    Choice<AddressType>{"unicast", AddressType::unicast},
    Choice<AddressType>{"broadcast", AddressType::broadcast}};

template <>
inline constexpr std::array kNames<RejectKind>{
    Choice<RejectKind>{"tcp-reset", RejectKind::tcp_reset},
    Choice<RejectKind>{"port-unreachable", RejectKind::port_unreachable},
    Choice<RejectKind>{"host-unreachable", RejectKind::host_unreachable},
    Choice<RejectKind>{"net-unreachable", RejectKind::net_unreachable},
    Choice<RejectKind>{"admin-prohibited", RejectKind::admin_prohibited}};

template <>
inline constexpr std::array kNames<HubPersonality>{
    Choice<HubPersonality>{"hub-v1", HubPersonality::hub_v1},
    Choice<HubPersonality>{"hub-v2", HubPersonality::hub_v2},
    Choice<HubPersonality>{"edgehub", HubPersonality::edgehub}};

/// What alternative T of a variant is called.
template <class T>
inline constexpr std::string_view kAlternative{};
template <class T>
inline constexpr std::string_view kAlternative<Indirect<T>> = kAlternative<T>;

template <> inline constexpr std::string_view kAlternative<Accept> = "accept";
template <> inline constexpr std::string_view kAlternative<Drop> = "drop";
template <> inline constexpr std::string_view kAlternative<Reject> = "reject";
template <> inline constexpr std::string_view kAlternative<DestinationNat> = "destination-nat";
template <> inline constexpr std::string_view kAlternative<Masquerade> = "masquerade";
template <> inline constexpr std::string_view kAlternative<SetMark> = "set-mark";
template <> inline constexpr std::string_view kAlternative<SaveMark> = "save-mark";
template <> inline constexpr std::string_view kAlternative<RestoreMark> = "restore-mark";
template <> inline constexpr std::string_view kAlternative<HubService> = "hub";
template <> inline constexpr std::string_view kAlternative<DnsService> = "dns";
template <> inline constexpr std::string_view kAlternative<ProxyService> = "proxy";
template <> inline constexpr std::string_view kAlternative<AgentService> = "agent";
template <> inline constexpr std::string_view kAlternative<RegistryService> = "registry";

}  // namespace edge::sim
