// Sends the A and AAAA queries for one name to all servers at once until both are answered, as musl
// does (src/network/res_msend.c). Which names to ask for, and what the answers mean, is
// musl_lookup.hpp.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "common/dns/message.hpp"
#include "common/report/evidence.hpp"

namespace edge::musl {

inline constexpr std::size_t kMaxServers = 3;  // MAXNS

/// Releases that differ in what a program notices: 1.2.4 brought TCP for truncated answers.
/// Alpine's images have 1.2.5, Debian 12's musl-tools 1.2.3.
enum class Release { v1_2_3, v1_2_5 };

/// To A and to AAAA, each the first NOERROR or NXDOMAIN from any server; absent: none in time.
using Answers = std::array<std::optional<DnsMessage>, 2>;

/// Ends after config.timeout at the latest, whatever the number of servers and attempts.
/// `exchanges` gets one entry per query sent, times since `started`.
Awaitable<Answers> send_queries(World& world, std::string name, const ResolverConfig& config,
                                Release release, Instant started,
                                std::vector<DnsExchange>& exchanges);

}  // namespace edge::musl
