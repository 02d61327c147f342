// Faults as the control endpoint switches them.
#include <gtest/gtest.h>

#include "tests/support/control_fixture.hpp"

namespace edge::sim {
namespace {

using nlohmann::json;

struct FaultsByRequest : testing::Test, test::ControlFixture {};

TEST_F(FaultsByRequest, AreSwitchedOnListedAndHealed) {
  // What each request must come to, as the list of behaviours has it.
  Behaviours expected(service);
  const auto as_expected = [&] {
    const auto& behaviour = expected.service().behaviour;
    return core().behaviour()->service == std::get<Indirect<HubService>>(behaviour);
  };
  EXPECT_EQ(ask("POST", "/faults", R"({"name": "cbs-refused", "status": 401})").body,
            json::parse(R"([{"name": "cbs-refused", "status": "401"}])"));
  expected.add({"cbs-refused", {{"status", "401"}}});
  EXPECT_TRUE(as_expected());
  // Again: in its own place, beside others.
  ask("POST", "/faults", R"({"name": "amqp-silence"})");
  EXPECT_FALSE(as_expected());
  EXPECT_EQ(ask("POST", "/faults", R"({"name": "cbs-refused", "status": "404"})").status, 200);
  expected.add({"amqp-silence", {}});
  expected.add({"cbs-refused", {{"status", "404"}}});
  EXPECT_TRUE(as_expected());
  EXPECT_EQ(ask("GET", "/faults").body.size(), 2u);
  EXPECT_EQ(ask("DELETE", "/faults/cbs-refused").body.size(), 1u);
  EXPECT_FALSE(as_expected());
  expected.heal("cbs-refused");
  EXPECT_TRUE(as_expected());
  EXPECT_EQ(ask("DELETE", "/faults").body, json::array());
  expected.heal_all();
  EXPECT_TRUE(as_expected());
}

TEST_F(FaultsByRequest, KeepDevicesThatWereAdded) {
  ask("PUT", "/devices/new");
  ask("POST", "/faults", R"({"name": "certificate", "defects": ["expired", "wrong-name"]})");
  EXPECT_EQ(ask("GET", "/faults").body[0]["defects"], json({"expired", "wrong-name"}));
  EXPECT_EQ(ask("GET", "/devices/new").status, 200);
  EXPECT_EQ(ask("DELETE", "/faults").status, 200);
  EXPECT_EQ(ask("GET", "/devices/new").status, 200);
}

}  // namespace
}  // namespace edge::sim
