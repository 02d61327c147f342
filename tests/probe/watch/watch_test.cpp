// A watch by itself: when it makes surveys, what it serves, and what does not end it.
#include "tests/probe/watch/watch_fixture.hpp"

#include "probe/watch/schedule.hpp"
#include "probe/watch/state.hpp"

namespace edge::probe::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(WatchTest, ServesItsFiguresAndItsLastReport) {
  options.labels = {{"edge_device", "d\"1"}};
  begin();
  const auto metrics = ask("/metrics");
  EXPECT_EQ(metrics.head.field("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(metrics.body, HasSubstr("# TYPE edgeprobe_watch_surveys_total counter\n"
                                      "edgeprobe_watch_surveys_total{edge_device=\"d\\\"1\"} 1\n"));
  const auto report = nlohmann::json::parse(ask("/report").body);
  EXPECT_EQ(report["catalogues"][0], "test");
  EXPECT_EQ(nlohmann::json::parse(ask("/healthz").body)["status"], "ok");
  EXPECT_EQ(ask("/nothing").head.status, 404);
  EXPECT_EQ(ask("/metrics", "POST").head.status, 405);
}

TEST_F(WatchTest, MakesASurveyEachIntervalAndALittleLater) {
  begin();
  world.advance(60s);
  EXPECT_EQ(metric("edgeprobe_watch_surveys_total"), 1);
  world.advance(6s);
  EXPECT_EQ(metric("edgeprobe_watch_surveys_total"), 2);
  world.advance(100 * 60s);
  EXPECT_EQ(metric("edgeprobe_watch_surveys_total"), 102);
}

TEST_F(WatchTest, LeavesOutWhatItsTimeHasPassed) {
  Schedule schedule(world, 60s);
  world.advance(185s);
  const Instant next = schedule.next();
  EXPECT_GE(next, Instant{240s});
  EXPECT_LE(next, Instant{246s});
  EXPECT_EQ(schedule.missed(), 3);
}

TEST_F(WatchTest, APortThatIsTakenIsTriedAgain) {
  auto other = world.listen(kOwn);
  begin();
  world.advance(60s);
  EXPECT_THAT(problems, ElementsAre(HasSubstr("--listen 127.0.0.1:9600: Address already in use; "
                                              "tried again every 10 s")));
  other->reset();
  world.advance(10s);
  EXPECT_THAT(problems.back(), HasSubstr("works again"));
  EXPECT_EQ(metric("edgeprobe_watch_surveys_total"), 2);
}

TEST_F(WatchTest, AFolderThatCannotBeWrittenIsToldOnce) {
  options.textfile = folder.path() / "missing";
  begin();
  world.advance(200s);
  EXPECT_THAT(problems, ElementsAre(HasSubstr("--textfile: cannot write ")));
  EXPECT_EQ(metric("edgeprobe_watch_problems"), 1);
  std::filesystem::create_directory(options.textfile);
  world.advance(66s);
  EXPECT_THAT(problems.back(), HasSubstr("--textfile: works again"));
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "missing" / "edgeprobe.prom"));
}

TEST_F(WatchTest, AClockThatIsMovedMovesNoSurvey) {
  begin();
  world.set_wall(world.wall() + std::chrono::hours{24 * 3000});
  world.advance(66s);
  EXPECT_EQ(metric("edgeprobe_watch_surveys_total"), 2);
  EXPECT_THAT(news, testing::Contains(HasSubstr("this machine's clock was moved forward")));
  world.set_wall(world.wall() - std::chrono::hours{24 * 3000});
  world.advance(60s);
  EXPECT_EQ(metric("edgeprobe_watch_surveys_total"), 3);
  EXPECT_THAT(news, testing::Contains(HasSubstr("this machine's clock was moved back")));
}

TEST_F(WatchTest, AClientThatAsksForNothingIsSentAway) {
  begin();
  std::vector<std::unique_ptr<Stream>> silent;
  for (int i = 0; i < 64; ++i) silent.push_back(world.run(world.dial(kOwn, {})).stream);
  EXPECT_EQ(ask("/healthz").head.status, 200);
  world.advance(6s);
  std::array<std::uint8_t, 16> chunk;
  for (auto& client : silent) EXPECT_FALSE(world.run(client->read_some(chunk)));
}

TEST_F(WatchTest, EndsWhenItIsTold) {
  begin();
  end.set();
  world.advance(1ms);
  EXPECT_TRUE(world.listen(kOwn)) << "somebody listens there yet";
  EXPECT_THAT(problems, IsEmpty());
}

TEST_F(WatchTest, AWatchWithoutSurveysIsNotHealthy) {
  WatchState state(60s, {}, Instant{});
  EXPECT_TRUE(state.is_alive(Instant{719s}));
  EXPECT_FALSE(state.is_alive(Instant{721s}));
}

}  // namespace
}  // namespace edge::probe::test
