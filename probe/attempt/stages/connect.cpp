// connect: every address in turn until one accepts. The agent's Socket.ConnectAsync sets no limit
// for a single address, so a silent first one uses up the budget: that is reproduced too.
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
  const auto ended = co_await unless_interrupted(run, std::move(dialling));
  if (!ended) dialled.error = ended.error();
  co_return dialled;
}

Awaitable<ConnectTry> connect_to(Attempt& attempt, Endpoint peer, ErrorCode& error) {
  ConnectTry tried;
  tried.peer = peer;
  tried.begin = attempt.run.journal.elapsed();
  attempt.run.paths.connecting(std::string(attempt.plan.transport->name), peer);
  DialOptions options;
  options.deadline = attempt.deadline;
  DialResult dialled = co_await dial(attempt.run, peer, options);
  attempt.run.paths.settled(peer, !dialled.error);
  tried.end = attempt.run.journal.elapsed();
  tried.answer = classify(dialled);
  tried.error = error_fact(dialled.error);
  tried.icmp = dialled.icmp;
  tried.tcp = dialled.tcp;
  // The kernel counts from nothing again once a SYN is answered: it is how often it sent one.
  tried.tcp.retransmits = tried.tcp.total_retrans;
  attempt.stream = std::move(dialled.stream);
  error = dialled.error;
  co_return tried;
}

}  // namespace

Awaitable<Evidence> connect_stage(Attempt& attempt) {
  ConnectDetail detail;
  ErrorCode error;
  for (const auto& address : attempt.addresses) {
    const Endpoint peer{address, attempt.plan.port};
    detail.tries.push_back(co_await connect_to(attempt, peer, error));
    const bool over = attempt.run.world.now() >= attempt.deadline || attempt.run.interrupted();
    if (!error || over) break;
  }
  Evidence evidence;
  evidence.outcome = outcome_of(error);
  evidence.peer = detail.tries.back().peer;
  evidence.detail = std::move(detail);
  co_return evidence;
}

}  // namespace edge::probe
