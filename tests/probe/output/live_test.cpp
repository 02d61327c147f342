// What a terminal, and what a pipe, sees while a run happens.
#include "probe/output/live.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "common/world/concurrency.hpp"
#include "tests/support/fake_world.hpp"
#include "tests/support/run.hpp"

namespace edge::probe {
namespace {

using namespace std::chrono_literals;

const LogLine kLine{WallTime{1511894779s}, "INF",
                    "Edge agent attempting to connect to IoT Hub via AMQP..."};
const char* const kLogText =
    "2017-11-28 18:46:19Z [INF] - Edge agent attempting to connect to IoT Hub via AMQP...\n";
const std::string kErase = "\r\x1b[2K";

TEST(LiveOutput, APipeSeesLogLinesOnly) {
  test::FakeWorld world;
  std::ostringstream out;
  {
    LiveOutput live(out, world, {});
    live.on_log(kLine);
    live.on_stage("amqp", "connect", world.now() + 30s);
    test::run(world.loop(), [&]() -> Awaitable<int> {
      co_await live.refresh();
      co_return 0;
    }());
  }
  EXPECT_EQ(out.str(), kLogText);
}

TEST(LiveOutput, ATerminalSeesTheRunningStageBelowTheLog) {
  test::FakeWorld world;
  std::ostringstream out;
  {
    LiveOutput live(out, world, 80);
    live.on_log(kLine);
    live.on_stage("amqp", "connect", world.now() + 29500ms);
    live.on_log(kLine);
    Evidence ended;
    ended.transport = "amqp";
    ended.stage = "connect";
    live.on_evidence(ended);
  }
  const std::string connect = kErase + "... amqp: connect, 30 s left of this attempt";
  EXPECT_EQ(out.str(), kLogText + connect + kErase + kLogText + connect + kErase +
                           "... gathering evidence about the path" + kErase);
}

TEST(LiveOutput, ATerminalIsToldTheVerdictAsSoonAsItIsKnown) {
  test::FakeWorld world;
  Verdict verdict;
  verdict.code = "amqp-port-dropped-by-host";
  verdict.confidence = Confidence::likely;
  std::ostringstream out, pipe;
  {
    LiveOutput live(out, world, 80), piped(pipe, world, {});
    live.on_stage("amqp", "connect", world.now() + 20s);
    for (auto* each : {&live, &piped}) each->on_verdict(verdict, 10s);
  }
  const std::string connect = kErase + "... amqp: connect, 20 s left of this attempt";
  EXPECT_EQ(out.str(), connect + kErase +
                           "verdict known after 10 s: amqp-port-dropped-by-host (likely); the "
                           "agent's sequence goes on, Ctrl-C ends it\n" + connect + kErase);
  EXPECT_EQ(pipe.str(), "");
}

TEST(LiveOutput, TheTimeLeftIsRedrawnEachSecondAndNeverNegative) {
  test::FakeWorld world;
  std::ostringstream out;
  LiveOutput live(out, world, 80);
  live.on_stage("amqp-ws", "tls", world.now() + 2s);
  out.str("");
  test::run(world.loop(), [&]() -> Awaitable<int> {
    co_await until_one_ends(live.refresh(), world.sleep_until(world.now() + 3500ms));
    co_return 0;
  }());
  const auto left = [](int seconds) {
    return kErase + "... amqp-ws: tls, " + std::to_string(seconds) + " s left of this attempt";
  };
  EXPECT_EQ(out.str(), left(1) + left(0) + left(0));
}

TEST(LiveOutput, ANarrowTerminalIsNotWrapped) {
  test::FakeWorld world;
  std::ostringstream out;
  LiveOutput live(out, world, 10);
  live.on_stage("amqp", "connect", world.now());
  EXPECT_EQ(out.str(), kErase + "... amqp:");
}

}  // namespace
}  // namespace edge::probe
