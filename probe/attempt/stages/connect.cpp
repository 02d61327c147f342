// connect: every address in turn until one accepts. The agent's Socket.ConnectAsync sets no limit
// for a single address, so a silent first one uses up the budget: that is reproduced too.
#include <algorithm>
#include <span>

#include "probe/attempt/stages/rows.hpp"

namespace edge::probe {
namespace {

Awaitable<Result<void>> keep(Awaitable<DialResult> dialling, DialResult& dialled) {
  dialled = co_await std::move(dialling);
  co_return Result<void>{};
}

Awaitable<DialResult> dial(RunContext& run, Endpoint peer, DialOptions options) {
  DialResult dialled;
  auto dialling = keep(run.world.dial(peer, options), dialled);
  const auto ended = co_await unless_stopped(run, std::move(dialling));
  if (!ended) dialled.error = ended.error();
  co_return dialled;
}

/// Of one address.
std::optional<Instant> end_of_try(const Connection& connection) {
  const Duration limit = connection.run.profile.connect.timeout;
  const auto attempt = connection.place.deadline;
  if (limit == Duration::zero()) return attempt;
  const Instant own = connection.run.world.now() + limit;
  return attempt ? std::min(*attempt, own) : own;
}

/// Those that the agent's library tries.
std::span<const IpAddress> tried_addresses(const Connection& connection) {
  const std::span<const IpAddress> all = connection.addresses;
  if (!connection.run.profile.connect.first_ipv4_alone) return all;
  const auto first = std::ranges::find_if(all, &IpAddress::is_v4);
  return first == all.end() ? all : std::span(&*first, 1);
}

/// With the peer itself: through a proxy there is its CONNECT between.
bool goes_on_to_tls(const Connection& connection) {
  const auto& stages = connection.plan.stages;
  return !connection.plan.through_proxy &&
         std::ranges::find(stages, TlsDetail::kind) != stages.end();
}

Awaitable<ConnectTry> connect_to(Connection& connection, Endpoint peer, ErrorCode& error) {
  ConnectTry tried;
  tried.peer = peer;
  tried.begin = connection.run.journal.elapsed();
  const bool seen = !connection.unseen();
  if (seen) {
    connection.run.paths.connecting(std::string(connection.plan.transport->name), peer);
  }
  DialOptions options;
  options.deadline = end_of_try(connection);
  DialResult dialled = co_await dial(connection.run, peer, options);
  tried.answer = classify(dialled);
  if (seen) connection.run.paths.settled(peer, tried.answer);
  tried.end = connection.run.journal.elapsed();
  const bool refused = tried.answer == Answer::reset || tried.answer == Answer::icmp;
  if (seen && refused && goes_on_to_tls(connection)) {
    connection.run.handshakes.refused(peer, tried.end - tried.begin);
  }
  tried.error = error_fact(dialled.error);
  tried.icmp = dialled.icmp;
  if (dialled.local) tried.source = dialled.local->address;
  tried.tcp = dialled.tcp;
  // The kernel counts from nothing again once a SYN is answered: it is how often it sent one.
  tried.tcp.retransmits = tried.tcp.total_retrans;
  if (dialled.stream) {
    connection.tcp = std::make_shared<TcpAccount>();
    connection.stream = counted(std::move(dialled.stream), connection.tcp);
  }
  error = dialled.error;
  co_return tried;
}

}  // namespace

Awaitable<Evidence> connect_stage(Connection& connection) {
  ConnectDetail detail;
  ErrorCode error;
  for (const IpAddress& address : tried_addresses(connection)) {
    const Endpoint peer{address, connection.plan.port};
    detail.tries.push_back(co_await connect_to(connection, peer, error));
    const auto& deadline = connection.place.deadline;
    const bool over = deadline && connection.run.world.now() >= *deadline;
    if (!error || over || connection.run.stop.is_set()) break;
  }
  Evidence evidence;
  evidence.outcome = outcome_of(error);
  evidence.peer = detail.tries.back().peer;
  if (!error) connection.peer = evidence.peer;
  evidence.detail = std::move(detail);
  co_return evidence;
}

}  // namespace edge::probe
