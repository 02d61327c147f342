// Packet filter and NAT rules as plain data, in netfilter's terms (nft(8)): a hook, a priority,
// what must match, what is done. Both worlds realise the same rules: simulator/network computes
// them, the lab writes nft. Rules of one hook and priority form one base chain: Accept ends that
// chain only. A rule in `output` that changes the mark has the packet routed again (nft: chain type
// route).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "common/world/prefix.hpp"

namespace edge {

enum class Hook { prerouting, input, forward, output, postrouting };
enum class Protocol { tcp, udp, icmp };
enum class ConnectionState { fresh, established, related, invalid };  // nft: new established ...
enum class AddressType { local, unicast, broadcast };                 // nft: fib saddr type

/// Every field that is set must hold; an empty Match matches everything.
struct Match {
  std::optional<std::string> in_interface;
  std::optional<std::string> not_in_interface;
  std::optional<std::string> out_interface;
  std::optional<std::string> not_out_interface;
  std::optional<Prefix> source;
  std::optional<Prefix> destination;
  std::optional<Protocol> protocol;
  std::optional<std::uint16_t> source_port;
  std::optional<std::uint16_t> destination_port;
  std::optional<ConnectionState> state;
  std::optional<std::uint32_t> mark;
  std::optional<AddressType> source_type;
  std::optional<int> longer_than;  // bytes of the IP packet (nft: meta length > N)

  bool operator==(const Match&) const = default;
};

enum class RejectKind { tcp_reset, port_unreachable, host_unreachable, net_unreachable,
                        admin_prohibited };

struct Accept { bool operator==(const Accept&) const = default; };
struct Drop { bool operator==(const Drop&) const = default; };
struct Reject { RejectKind kind = RejectKind::port_unreachable;
                bool operator==(const Reject&) const = default; };
struct DestinationNat { Endpoint to; bool operator==(const DestinationNat&) const = default; };
struct Masquerade { bool operator==(const Masquerade&) const = default; };
struct SetMark { std::uint32_t mark = 0; bool operator==(const SetMark&) const = default; };
struct SaveMark { bool operator==(const SaveMark&) const = default; };        // ct mark set mark
struct RestoreMark { bool operator==(const RestoreMark&) const = default; };  // mark set ct mark

using Action = std::variant<Accept, Drop, Reject, DestinationNat, Masquerade, SetMark, SaveMark,
                            RestoreMark>;

/// netfilter's priorities (linux/netfilter_ipv4.h); rules of one hook run in this order, then in
/// the order of the topology. NAT actions only see the first packet of a connection.
inline constexpr int kRaw = -300;
inline constexpr int kMangle = -150;
inline constexpr int kDestinationNat = -100;
inline constexpr int kFilter = 0;
inline constexpr int kSourceNat = 100;

struct Rule {
  Hook hook = Hook::forward;
  int priority = kFilter;
  Match match;
  Action action = Accept{};
  std::string comment;     // who wrote this rule and why; shown by `lab up`, decides nothing
  bool by_engine = false;  // the container engine's own; those before it in `forward` are its
                           // users' (Docker: chain DOCKER-USER)
  std::string chain;       // the chain of its own that it is in, as nft(8) and `edgeprobe host` see
                           // it; what follows it with the same name is in it, too. Decides nothing

  bool operator==(const Rule&) const = default;
};

}  // namespace edge
