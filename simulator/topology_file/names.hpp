// What the values of an enumeration and the alternatives of a variant are called in a topology
// file: one table each, for reading, writing and the schema. Not for nft's or ip's own words
// (simulator/lab) nor for what a name does.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <utility>

#include "simulator/topology/topology.hpp"

namespace edge::sim::topology_file {

template <class E>
using NameRow = std::pair<E, std::string_view>;

/// The rows of enumeration E, of which every value has one.
template <class E>
inline constexpr std::array<NameRow<E>, 0> kNames{};

template <>
inline constexpr std::array kNames<InterfaceKind>{
    NameRow<InterfaceKind>{InterfaceKind::ethernet, "ethernet"},
    NameRow<InterfaceKind>{InterfaceKind::bridge, "bridge"},
    NameRow<InterfaceKind>{InterfaceKind::tun, "tun"}};

template <>
inline constexpr std::array kNames<RouteKind>{
    NameRow<RouteKind>{RouteKind::unicast, "unicast"},
    NameRow<RouteKind>{RouteKind::unreachable, "unreachable"},
    NameRow<RouteKind>{RouteKind::prohibit, "prohibit"},
    NameRow<RouteKind>{RouteKind::blackhole, "blackhole"},
    NameRow<RouteKind>{RouteKind::throw_, "throw"}};

template <>
inline constexpr std::array kNames<Hook>{
    NameRow<Hook>{Hook::prerouting, "prerouting"}, NameRow<Hook>{Hook::input, "input"},
    NameRow<Hook>{Hook::forward, "forward"}, NameRow<Hook>{Hook::output, "output"},
    NameRow<Hook>{Hook::postrouting, "postrouting"}};

template <>
inline constexpr std::array kNames<Protocol>{NameRow<Protocol>{Protocol::tcp, "tcp"},
                                             NameRow<Protocol>{Protocol::udp, "udp"},
                                             NameRow<Protocol>{Protocol::icmp, "icmp"}};

template <>
inline constexpr std::array kNames<ConnectionState>{
    NameRow<ConnectionState>{ConnectionState::fresh, "new"},
    NameRow<ConnectionState>{ConnectionState::established, "established"},
    NameRow<ConnectionState>{ConnectionState::related, "related"},
    NameRow<ConnectionState>{ConnectionState::invalid, "invalid"}};

template <>
inline constexpr std::array kNames<AddressType>{
    NameRow<AddressType>{AddressType::local, "local"},
    NameRow<AddressType>{AddressType::unicast, "unicast"},
    NameRow<AddressType>{AddressType::broadcast, "broadcast"}};

template <>
inline constexpr std::array kNames<RejectKind>{
    NameRow<RejectKind>{RejectKind::tcp_reset, "tcp-reset"},
    NameRow<RejectKind>{RejectKind::port_unreachable, "port-unreachable"},
    NameRow<RejectKind>{RejectKind::host_unreachable, "host-unreachable"},
    NameRow<RejectKind>{RejectKind::net_unreachable, "net-unreachable"},
    NameRow<RejectKind>{RejectKind::admin_prohibited, "admin-prohibited"}};

template <>
inline constexpr std::array kNames<TlsBehaviour>{
    NameRow<TlsBehaviour>{TlsBehaviour::serve, "serve"},
    NameRow<TlsBehaviour>{TlsBehaviour::silent_after_client_hello, "silent-after-client-hello"},
    NameRow<TlsBehaviour>{TlsBehaviour::plain_http, "plain-http"},
    NameRow<TlsBehaviour>{TlsBehaviour::reset_after_client_hello, "reset-after-client-hello"}};

template <>
inline constexpr std::array kNames<HubPersonality>{
    NameRow<HubPersonality>{HubPersonality::hub_v1, "hub-v1"},
    NameRow<HubPersonality>{HubPersonality::hub_v2, "hub-v2"},
    NameRow<HubPersonality>{HubPersonality::edgehub, "edgehub"}};

template <>
inline constexpr std::array kNames<AmqpBehaviour>{
    NameRow<AmqpBehaviour>{AmqpBehaviour::serve, "serve"},
    NameRow<AmqpBehaviour>{AmqpBehaviour::silent, "silent"},
    NameRow<AmqpBehaviour>{AmqpBehaviour::wrong_header, "wrong-header"},
    NameRow<AmqpBehaviour>{AmqpBehaviour::garbage, "garbage"},
    NameRow<AmqpBehaviour>{AmqpBehaviour::open_unanswered, "open-unanswered"},
    NameRow<AmqpBehaviour>{AmqpBehaviour::oversized_frame, "oversized-frame"},
    NameRow<AmqpBehaviour>{AmqpBehaviour::malformed_frame, "malformed-frame"}};

template <>
inline constexpr std::array kNames<DnsBehaviour>{
    NameRow<DnsBehaviour>{DnsBehaviour::serve, "serve"},
    NameRow<DnsBehaviour>{DnsBehaviour::silent, "silent"},
    NameRow<DnsBehaviour>{DnsBehaviour::name_error, "name-error"},
    NameRow<DnsBehaviour>{DnsBehaviour::server_failure, "server-failure"},
    NameRow<DnsBehaviour>{DnsBehaviour::refused, "refused"}};

/// What alternative T of a variant is called.
template <class T>
inline constexpr std::string_view kAlternative{};

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

}  // namespace edge::sim::topology_file
