// What path traces say, and what "the first hop" is from where the probe stands. Pure functions
// over recorded evidence (facts: a router checks the TTL before its FORWARD filter, ip_forward() in
// net/ipv4/ip_forward.c; so a filter at hop n leaves hop n's own answer intact).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/world/address.hpp"
#include "probe/verdicts/verdicts.hpp"

namespace edge::probe {

/// One recorded trace: `detail` belongs to `evidence`.
struct Trace {
  const Evidence* evidence = nullptr;
  const PathDetail* detail = nullptr;
  explicit operator bool() const { return detail != nullptr; }
};

/// Every trace towards the hub, the proxy or the control target with at least one hop probed, in
/// order of recording. None behind a user-mode NAT, which ends all of them at the first hop.
std::vector<Trace> traces(const Case& facts);
/// The same of traces that a silent name server gave rise to.
std::vector<Trace> name_server_traces(const Case& facts);
/// The latest trace of `subject`, of any that PathDetail has, or an empty one.
Trace trace_of(const Case& facts, std::string_view subject);
/// The latest trace of `subject` to `address`, or an empty one.
Trace trace_of(const Case& facts, std::string_view subject, const IpAddress& address);

/// With netavark, or with CNI before it.
bool is_podman_bridge(const InterfaceFact& interface);

/// A router said that the TTL ran out.
bool time_exceeded(const Hop& hop);
/// Anybody answered at all.
bool answered(const Hop& hop);
/// The hop at `ttl`, or null if it was not probed.
const Hop* hop_at(const PathDetail& path, int ttl);
/// The furthest router that said that the TTL ran out, or null.
const Hop* last_router(const PathDetail& path);
/// The furthest router that a packet for nobody's address, or for the control target, came to: the
/// way out is open so far. Null if none answered, or that was not looked at.
const Hop* router_elsewhere(const Case& facts);
/// Distance of the furthest answer of any kind; 0 if there was none.
int last_answer(const PathDetail& path);
/// There are traces, and on none of them did anybody answer at all.
bool nobody_answers(const std::vector<Trace>& traces);
/// How the path ends: the hop that accepted, reset or refused. Null when it ends in silence.
const Hop* terminal(const PathDetail& path);

/// How the port of `transport` fares at `address`, by a trace to it; absent without one.
std::optional<Answer> traced_answer(const Case& facts, std::string_view transport,
                                    const IpAddress& address);

/// "hop 2 (192.168.1.1)".
std::string name_of_hop(const Hop& hop);

/// From where the probe looks. In a module network the first hop is the device's own host; on the
/// device itself it is the site's router, and nothing may be said about "the host".
struct Vantage {
  bool behind_host = false;
  bool beside_host = false;           // by macvlan or ipvlan: the gateway is the site's router
  bool user_mode_nat = false;         // of a container without root: no TTL or error passes through
  bool sure = false;                  // the container engine is named, not only guessed at
  std::optional<IpAddress> gateway;   // the default route's
  std::optional<IpAddress> address;   // the probe's own, on the gateway's interface
  const Evidence* evidence = nullptr;
};

/// In sentences on places that cannot be measured, and what to do then.
inline constexpr std::string_view kUserModeNat =
    "this container's user-mode NAT (slirp4netns, pasta), through which no place can be measured";
inline constexpr const char* kRunOnTheHost =
    "Run the probe on the host itself: without the NAT it sees the routers on the way.";

Vantage vantage_of(const Case& facts);

/// Of one of the own interfaces, loopback, or unspecified, which Linux takes for loopback.
bool is_own_address(const Case& facts, const IpAddress& address);
/// An endpoint of a survey may well be on this machine, where that is what was written.
bool address_is_meant(const Case& facts);
bool is_meant_own(const Case& facts, const IpAddress& address);

/// The tunnel's interface that has `address`, or null: what is sent from there goes into it.
const InterfaceFact* own_tunnel(const Case& facts, const IpAddress& address);

/// `address` is in the prefix of one of the own interfaces: packets for it go through no gateway.
bool on_own_network(const Case& facts, const IpAddress& address);

/// "the host (172.18.0.1)", "the gateway (192.168.1.1)", or another router's address alone.
std::string router_text(const Vantage& vantage, const IpAddress& router);
/// The same at the begin of a sentence.
std::string router_text_first(const Vantage& vantage, const IpAddress& router);

}  // namespace edge::probe
