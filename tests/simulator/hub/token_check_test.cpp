#include "simulator/hub/token_check.hpp"

#include <gtest/gtest.h>

#include "common/iothub/sas_token.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;

constexpr const char* kKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
constexpr const char* kOtherKey = "d3Jvbmcga2V5";
constexpr WallTime kNow{std::chrono::seconds{1700000000}};

TokenAnswer check(const TokenRequest& request) {
  static const DeviceRegistry registry(
      {{"dev1", "", kKey}, {"dev1", "$edgeAgent", kOtherKey}, {"a+b", "", kKey}});
  return check_token("hub.test", registry, request, kNow);
}

TokenRequest request(const std::string& name, const std::string& token) {
  return {"put-token", "servicebus.windows.net:sastoken", name, token};
}

TokenAnswer ask(const std::string& name, const std::string& audience, const char* key = kKey,
                Duration lifetime = 1h, const std::string& policy = {}) {
  const std::string token = make_sas_token(audience, key, kNow + lifetime, policy);
  return check(request(name, token));
}

TEST(TokenCheck, AcceptsEveryFormThatRealClientsSend) {
  const std::pair<const char*, const char*> rows[] = {
      {"hub.test/devices/dev1", "hub.test/devices/dev1"},        // C#, C
      {"hub.test%2Fdevices%2Fdev1", "hub.test/devices/dev1"},    // Node
      {"HUB.test/devices/dev1", "hub.test/devices/dev1"},        // host names have no case
      {"hub.test/devices/a+b", "hub.test/devices/a+b"},
      {"hub.test/devices/a%2Bb", "hub.test/devices/a%2Bb"},
  };
  for (const auto& [name, audience] : rows) {
    const auto answer = ask(name, audience);
    EXPECT_EQ(answer.status, 200) << name << ": " << answer.description;
    EXPECT_EQ(answer.description, "OK");
    EXPECT_TRUE(answer.identity);
  }
}

TEST(TokenCheck, AModulesTokenMayBeSignedWithItsOwnOrTheDevicesKey) {
  const Identity agent{"dev1", "$edgeAgent"};
  for (const char* key : {kKey, kOtherKey}) {
    for (const char* name : {"hub.test/devices/dev1/modules/$edgeAgent",
                             "hub.test/devices/dev1/modules/%24edgeAgent",
                             "hub.test%2Fdevices%2Fdev1%2Fmodules%2F%2524edgeAgent"}) {
      EXPECT_EQ(ask(name, token_audience("hub.test", "dev1", "$edgeAgent"), key).identity, agent);
    }
  }
}

TEST(TokenCheck, ClockToleranceIsFiveMinutes) {
  EXPECT_EQ(ask("hub.test/devices/dev1", "hub.test/devices/dev1", kKey, -5min).status, 200);
  const auto late = ask("hub.test/devices/dev1", "hub.test/devices/dev1", kKey, -5min - 1s);
  EXPECT_EQ(late.status, 401);
  EXPECT_EQ(late.description, "The specified SAS token is expired");
}

TEST(TokenCheck, RefusesWithTheHubsWords) {
  const std::string dev1 = "hub.test/devices/dev1";
  const auto wrong_key = ask(dev1, dev1, kOtherKey);
  EXPECT_EQ(wrong_key.status, 401);
  EXPECT_EQ(wrong_key.description,
            "The specified SAS token has an invalid signature. "
            "It does not match either the primary or secondary key.");
  const auto unknown = ask("hub.test/devices/nobody", "hub.test/devices/nobody");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(unknown.description, "Device nobody at IotHub hub not registered.");
  EXPECT_EQ(ask("hub.test/devices/dev1/modules/gone", "x").status, 404);
}

TEST(TokenCheck, RefusesWhatDoesNotFitTogether) {
  const std::string dev1 = "hub.test/devices/dev1";
  EXPECT_EQ(ask(dev1, "hub.test/devices/a+b").status, 401);           // another device's
  EXPECT_EQ(ask(dev1, "other.test/devices/dev1").status, 401);        // another hub's
  EXPECT_EQ(ask("other.test/devices/dev1", dev1).status, 400);
  EXPECT_EQ(ask("hub.test", dev1).status, 400);
  EXPECT_EQ(ask("hub.test/devices/", dev1).status, 400);
  EXPECT_EQ(ask("hub.test/devices/dev1/modules/", dev1).status, 400);
  EXPECT_EQ(ask(dev1, "hub.test", kKey, 1h, "iothubowner").status, 401);  // no policies here
  EXPECT_EQ(check(request(dev1, "no token")).status, 401);
  EXPECT_EQ(check({"delete-token", "", dev1, ""}).status, 400);
  EXPECT_EQ(check({"put-token", "jwt", dev1, ""}).status, 400);
}

}  // namespace
}  // namespace edge::sim
