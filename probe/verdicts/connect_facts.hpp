// How TCP fared on each port: what failed, how, and whether the other port fares better.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/path_facts.hpp"

namespace edge::probe {

/// Whose machine a failure to connect is about. What is not the hub says nothing on its ports.
enum class Whom { hub, proxy, name_server };

/// An attempt that ended in the connect stage; or one that no name server answered, whose machines
/// were then tried.
struct ConnectFailure {
  const Evidence* evidence;
  ConnectTry decisive;      // of several addresses: the last one that got a packet out
  Whom whom = Whom::hub;
  bool rationed = false;    // silent itself; what was said for another port explains that
};

/// Silence is what an ICMP error says that a trace, or another port, got from the router behind
/// which this one's packets die: routers ration these errors (RFC 1812 section 4.3.2.8).
std::vector<ConnectFailure> connect_failures(const Case& facts);

/// The proxy that `transport` goes through, "proxy.example:3128"; empty without one.
std::string proxy_of(const Case& facts, std::string_view transport);

/// The hub's port of `transport`; the usual one when it was not tried.
int hub_port(const Case& facts, std::string_view transport);

/// Whether that transport is on the web's port, as TransportRow has it.
bool on_web_port(std::string_view transport);
/// The transport on the web's port that was planned; the first of all if none was.
std::string_view web_way(const Case& facts);
/// The same of those that have a port of their own.
std::string_view own_way(const Case& facts);

/// Failures towards the hub itself whose answer is `answer`; where it was not tried, those that
/// stand for it (instead_of_hub).
std::vector<ConnectFailure> direct_failures(const Case& facts, Answer answer);

/// Some attempt, or a trace, got a connection from the hub itself on this transport's port.
bool port_passes(const Case& facts, std::string_view transport);
bool any_port_passes(const Case& facts);

/// A failure of a transport's own port that the way over the web's port does not share.
struct PortBlock {
  ConnectFailure failure;
  bool other_passes = false;  // the other way got a TCP connection; else it fails differently
  Trace own;                  // trace to the own port; may be empty
  Trace other;                // trace to another port of the same address; may be empty
};

/// For the fix of a refused AMQP port, only when the other way has connected.
inline constexpr std::string_view kTriesAllTheSame =
    " Until then the agent tries port {own.port} again and again at each start, for all of its "
    "{attempt}, before it goes on to port {web.port}.";

std::optional<PortBlock> amqp_port_block(const Case& facts, Answer answer);

/// Failures to which a router said "host (or network) unreachable", when nothing speaks against it:
/// no port of the hub passes, and whatever else failed got no answer at all.
std::vector<ConnectFailure> host_unreachable(const Case& facts);

/// What `amqp_port_block` rests on, as a verdict without words.
Verdict verdict_on(const PortBlock& block);

/// The failures when every way to the hub that was tried ends with `answer`; empty otherwise. Where
/// none was tried, since all go through a proxy or no name could be resolved: those to the proxy or
/// the name servers.
std::vector<ConnectFailure> everywhere(const Case& facts, Answer answer);

/// The tunnel of this very network namespace that all of it was sent into; or null.
const InterfaceFact* leaves_by_tunnel(const Case& facts,
                                      const std::vector<ConnectFailure>& failures);

Verdict verdict_on(const std::vector<ConnectFailure>& failures);

/// The traces that `failures` are to be seen beside.
std::vector<Trace> traces_about(const Case& facts, const std::vector<ConnectFailure>& failures);

}  // namespace edge::probe
