#include "probe/attempt/waits.hpp"

#include <array>

#include "common/world/concurrency.hpp"
#include "probe/attempt/stages/rows.hpp"

namespace edge::probe {
namespace {

/// 80 to 119, as the libraries' Random.Next(0.8, 1.2) in whole milliseconds.
int jitter_percent(World& world) {
  constexpr int kLeast = 80, kSpan = 40;
  std::array<std::uint8_t, 2> bytes{};
  world.random(bytes);
  return kLeast + (bytes[0] * 256 + bytes[1]) % kSpan;
}

Awaitable<Result<void>> sleep(World& world, Instant until) {
  co_await world.sleep_until(until);
  co_return Result<void>{};
}

Awaitable<void> pass_interruption_on(RunContext& run) {
  if (!co_await run.interruption->wait_result()) co_return;
  run.stop.set();
  Event never;
  co_await never.limit();  // the attempts end by themselves, and this with them
}

}  // namespace

Duration next_wait(RunContext& run, const Backoff& backoff, int tries) {
  const bool mean = run.options.mean_waits || !backoff.jitter;
  return wait_after(backoff, tries, mean ? kNoJitter : jitter_percent(run.world));
}

Awaitable<void> until_interrupted(RunContext& run, Awaitable<void> attempts) {
  if (!run.interruption) co_return co_await std::move(attempts);
  co_await until_one_ends(std::move(attempts), pass_interruption_on(run));
}

Awaitable<void> wait_until(RunContext& run, Instant until) {
  co_await unless_stopped(run, sleep(run.world, until));
}

}  // namespace edge::probe
