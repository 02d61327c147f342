// What getaddrinfo() of the machine's own C library said beside the probe's queries.
#pragma once

#include "probe/verdicts/failures.hpp"

namespace edge::probe {

/// The last answer about `name`, or null; of the agent's own library, or of another one.
const Evidence* library_answer(const Case& facts, const std::string& name, bool agents);

/// The answer to the query over TCP to `server`, which was silent over UDP; or null.
const Evidence* asked_over_tcp(const Case& facts, const Endpoint& server);

/// The answer of `server` to the plain query, where the agent's had more to it; or null.
const Evidence* asked_plainly(const Case& facts, const Endpoint& server);

/// Both libraries wait that long for a server unless resolv.conf says otherwise.
inline constexpr Duration kUsualPatience = std::chrono::seconds{5};
/// How long the agent's waits here.
Duration agents_patience(const Case& facts);

/// The answer of a server that alone gave `address` for the hub: another one than the agent's
/// answer came from; or null.
const Evidence* only_given_by(const Case& facts, const IpAddress& address);

/// To a verdict on names, or on the addresses that they gave: what --second-dns says of the hub's,
/// and which of the agent's other servers gives another address.
void add_other_servers(Verdict& verdict, const Case& facts);

/// To a verdict on names: that another library than the agent's finds the name, which is what
/// `getent` or `ping` show.
void add_other_library(Verdict& verdict, const Case& facts);

}  // namespace edge::probe
