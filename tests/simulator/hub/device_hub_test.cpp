// The hub's core, asked as the cloud and as a session of no protocol at all ask it.
#include "simulator/hub/device_hub.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "common/world/spawn.hpp"
#include "simulator/topology/hub_service.hpp"
#include "tests/support/memory_world.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using Sent = CloudMessageQueue::Sent;

const Identity kDevice{"dev1", {}}, kOther{"dev2", {}};

class RecordingSession final : public DeviceSession {
 public:
  void end(const HubErrorRow& why) override { ended.push_back(why.code); }
  void revoke(const Identity& identity, const HubErrorRow& why) override {
    revoked.push_back(to_string(identity) + " " + std::to_string(why.code));
  }
  void wake(const Identity& identity) override { woken.push_back(to_string(identity)); }
  void desired_changed(const Identity&, const std::string& patch) override {
    patches.push_back(patch);
  }
  std::vector<Identity> identities() const override { return {kDevice, kOther}; }
  bool takes_methods(const Identity&) const override { return true; }
  bool is_in_flight(const Identity&, std::uint64_t sequence) const override {
    return in_flight.contains(sequence);
  }

  std::vector<int> ended;
  std::vector<std::string> revoked, woken, patches;
  std::set<std::uint64_t> in_flight;
};

struct DeviceHubTest : testing::Test {
  DeviceHubTest() {
    hub.records().set_registry(DeviceRegistry({{"dev1", "", "AAAA"}, {"dev2", "", "AAAA"}}));
    hub.sessions().add(session);
    hub.sessions().serve(kDevice, session);
  }
  void enqueue(const std::string& body) {
    CloudMessage message;
    message.body = body;
    hub.cloud_messages().enqueue(kDevice, message).value();
  }
  /// The bodies that the session is given if it does `sent` with each.
  std::vector<std::string> deliver(Sent sent, std::size_t most = 10) {
    std::vector<std::string> bodies;
    hub.cloud_messages().deliver(kDevice, session, [&](const CloudMessage& message) {
      if (bodies.size() == most) return Sent::not_now;
      bodies.push_back(message.body);
      if (sent == Sent::in_flight) session.in_flight.insert(message.sequence);
      return sent;
    });
    return bodies;
  }
  std::size_t waiting() { return hub.states().at(kDevice).waiting.size(); }

  test::MemoryWorld world;
  HubService service;
  DeviceHub hub{world, std::make_shared<HubBehaviour>(
                           service, []() -> TlsServerOptions { return {}; })};
  RecordingSession session;
};

TEST_F(DeviceHubTest, AMessageWakesTheSessionAndStaysUntilItIsSettled) {
  enqueue("a");
  enqueue("b");
  EXPECT_THAT(session.woken, ElementsAre("dev1", "dev1"));
  EXPECT_THAT(deliver(Sent::in_flight, 1), ElementsAre("a"));
  EXPECT_THAT(deliver(Sent::in_flight), ElementsAre("b"));
  EXPECT_THAT(deliver(Sent::in_flight), IsEmpty());
  EXPECT_EQ(waiting(), 2u);
  EXPECT_TRUE(hub.cloud_messages().settle(kDevice, 1));
  EXPECT_EQ(waiting(), 1u);
  EXPECT_FALSE(hub.cloud_messages().settle(kOther, 1)) << "nothing is known of it";
}

TEST_F(DeviceHubTest, AMessageThatIsSentSettledIsGone) {
  enqueue("a");
  EXPECT_THAT(deliver(Sent::settled), ElementsAre("a"));
  EXPECT_EQ(waiting(), 0u);
}

TEST_F(DeviceHubTest, AMethodIsSentOnceAndAnswered) {
  std::optional<Result<MethodAnswer>> answer;
  world.start(keep_result(hub.methods().invoke(kDevice, "reboot", "{}", {0s, 30s}), answer));
  world.advance(0s);
  EXPECT_THAT(session.woken, ElementsAre("dev1"));
  EXPECT_EQ(hub.methods().next(kOther), nullptr);
  const MethodCall* call = hub.methods().next(kDevice);
  ASSERT_NE(call, nullptr);
  EXPECT_EQ(call->name, "reboot");
  EXPECT_EQ(hub.methods().next(kDevice), nullptr);
  EXPECT_FALSE(hub.methods().answer(kOther, call->id, {200, "1"}));
  EXPECT_TRUE(hub.methods().answer(kDevice, call->id, {200, "1"}));
  world.advance(0s);
  ASSERT_TRUE(answer && *answer);
  EXPECT_EQ((*answer)->payload, "1");
}

TEST_F(DeviceHubTest, TheSessionHearsOfTheDesiredHalfOnly) {
  hub.twins().patch_reported(kDevice, R"({"r":1})").value();
  hub.twins().patch_desired(kDevice, R"({"d":1})").value();
  EXPECT_THAT(session.patches, ElementsAre(R"({"$version":2,"d":1})"));
}

TEST_F(DeviceHubTest, ANewerSessionEndsTheOlder) {
  RecordingSession newer;
  hub.sessions().serve(kDevice, newer);
  EXPECT_THAT(session.ended, ElementsAre(400027));
  hub.sessions().release(kDevice, session);
  EXPECT_EQ(hub.sessions().find(kDevice), &newer) << "it was no longer the older one's";
}

TEST_F(DeviceHubTest, OnlyIdentitiesThatAreNowDifferentAreRevoked) {
  DeviceSpec device = *hub.registry().find(kDevice);
  hub.put({device});
  EXPECT_THAT(session.revoked, IsEmpty());
  device.enabled = false;
  hub.put({device});
  EXPECT_THAT(session.revoked, ElementsAre("dev1 403012"));
  enqueue("a");
  hub.remove(kDevice);
  EXPECT_THAT(session.revoked, ElementsAre("dev1 403012", "dev1 404001"));
  EXPECT_THAT(hub.states(), IsEmpty());
}

TEST_F(DeviceHubTest, TelemetryIsKeptAtTheHubsTimeAndShown) {
  std::vector<std::string> shown;
  hub.watcher().on_arrival = [&](const Arrival& arrival) { shown.push_back(arrival.body); };
  service.clock_offset = 1h;
  const HubBehaviour fast(service, []() -> TlsServerOptions { return {}; });
  Arrival arrival;
  arrival.from = kDevice;
  arrival.body = "21.5";
  hub.take_telemetry(fast, std::move(arrival));
  EXPECT_THAT(shown, ElementsAre("21.5"));
  EXPECT_EQ(hub.telemetry().newest().back().at, world.wall() + 1h);
  EXPECT_EQ(hub.observations().messages, 1);
}

}  // namespace
}  // namespace edge::sim
