#include "simulator/hub/token_check.hpp"

#include <gtest/gtest.h>

#include "common/iothub/sas_token.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;

constexpr const char* kTokenKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
constexpr const char* kAnotherKey = "d3Jvbmcga2V5";
constexpr WallTime kNow{std::chrono::seconds{1700000000}};

const Identity kDev1{"dev1", ""};

TokenAnswer check(const Identity& identity, const std::string& token) {
  static const DeviceRegistry registry(
      {{"dev1", "", kTokenKey}, {"dev1", "$edgeAgent", kAnotherKey}, {"a+b", "", kTokenKey}});
  return check_token("hub.test", registry, identity, token, kNow);
}

std::string signed_token(std::string_view audience, const char* key, WallTime expires,
                         std::string_view policy = {}) {
  return std::string(make_sas_token(audience, key, expires, policy).reveal());
}

TokenAnswer ask(const Identity& identity, const std::string& audience,
                const char* key = kTokenKey, Duration lifetime = 1h,
                const std::string& policy = {}) {
  return check(identity, signed_token(audience, key, kNow + lifetime, policy));
}

TEST(TokenCheck, AcceptsTheIdentitysResourceEncodedOrNot) {
  const std::pair<Identity, const char*> rows[] = {
      {kDev1, "hub.test/devices/dev1"},
      {{"a+b", ""}, "hub.test/devices/a+b"},
      {{"a+b", ""}, "hub.test/devices/a%2Bb"},
  };
  for (const auto& [identity, audience] : rows) {
    const auto answer = ask(identity, audience);
    EXPECT_EQ(answer.status, 200) << audience << ": " << answer.description;
    EXPECT_EQ(answer.description, "OK");
    EXPECT_EQ(answer.identity, identity);
  }
}

TEST(TokenCheck, AModulesTokenMayBeSignedWithItsOwnOrTheDevicesKey) {
  const Identity agent{"dev1", "$edgeAgent"};
  for (const char* key : {kTokenKey, kAnotherKey}) {
    EXPECT_EQ(ask(agent, token_audience("hub.test", "dev1", "$edgeAgent"), key).identity, agent);
  }
}

TEST(TokenCheck, ClockToleranceIsFiveMinutes) {
  EXPECT_EQ(ask(kDev1, "hub.test/devices/dev1", kTokenKey, -5min).status, 200);
  const auto late = ask(kDev1, "hub.test/devices/dev1", kTokenKey, -5min - 1s);
  EXPECT_EQ(late.status, 401);
  EXPECT_EQ(late.description, "The specified SAS token is expired");
}

TEST(TokenCheck, RefusesWithTheHubsWords) {
  const auto wrong_key = ask(kDev1, "hub.test/devices/dev1", kAnotherKey);
  EXPECT_EQ(wrong_key.status, 401);
  EXPECT_EQ(wrong_key.description,
            "The specified SAS token has an invalid signature. "
            "It does not match either the primary or secondary key.");
  const auto unknown = ask({"nobody", ""}, "hub.test/devices/nobody");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(unknown.description, "Device nobody at IotHub hub not registered.");
  EXPECT_EQ(ask({"dev1", "gone"}, "x").status, 404);
}

TEST(TokenCheck, RefusesWhatDoesNotFitTogether) {
  EXPECT_EQ(ask(kDev1, "hub.test/devices/a+b").status, 401);           // another device's
  EXPECT_EQ(ask(kDev1, "other.test/devices/dev1").status, 401);        // another hub's
  EXPECT_EQ(ask(kDev1, "hub.test", kTokenKey, 1h, "iothubowner").status, 401);  // no policies here
  EXPECT_EQ(check(kDev1, "no token").status, 401);
}

std::string good_token() {
  return signed_token("hub.test/devices/dev1", kTokenKey, kNow + 1h);
}

/// `good` with `from`, which must be there, replaced.
std::string with(std::string good, const std::string& from, const std::string& to) {
  const auto at = good.find(from);
  EXPECT_NE(at, good.npos) << from;
  return good.replace(at, from.size(), to);
}

TEST(TokenCheck, RefusesForgedAndForeignTokens) {
  const std::string dev1 = "hub.test/devices/dev1";
  const std::string good = good_token();
  ASSERT_EQ(check(kDev1, good).status, 200);
  const std::string expiry = std::to_string(1700000000 + 3600);
  const std::string signature = good.substr(good.find("sig=") + 4, 8);
  const std::pair<const char*, std::string> rows[] = {
      {"a later expiry", with(good, expiry, "1800000000")},
      {"an expiry without end", with(good, expiry, "99999999999999999999999")},
      {"a negative expiry", with(good, expiry, "-1")},
      {"another resource", with(good, "dev1", "dev2")},
      {"a wider resource", with(good, "%2Fdevices%2Fdev1", "")},
      {"a forged signature", with(good, signature, "AAAAAAAA")},
      {"no signature", with(good, "sig=", "gis=")},
      {"an empty signature", good.substr(0, good.find("sig=") + 4) + "&se=" + expiry},
      {"two resources", good + "&sr=hub.test%2Fdevices%2Fa%2Bb"},
      {"another scheme", with(good, "SharedAccessSignature", "Bearer")},
      {"another device's", signed_token("hub.test/devices/a%2Bb", kTokenKey, kNow + 1h)},
      {"a module's",
       signed_token("hub.test/devices/dev1/modules/%24edgeAgent", kTokenKey, kNow + 1h)},
      {"another hub's", signed_token("evil.test/devices/dev1", kTokenKey, kNow + 1h)},
      {"a service's", signed_token("hub.test", kTokenKey, kNow + 1h, "iothubowner")},
      {"a key that is empty", signed_token(dev1, "", kNow + 1h)},
      {"replayed after its end", signed_token(dev1, kTokenKey, kNow - 6min)},
      {"nothing", ""},
      {"a giant", std::string(1 << 20, 'x')},
      {"a giant resource", with(good, "dev1", std::string(1 << 20, 'd'))},
  };
  for (const auto& [what, token] : rows) {
    const auto answer = check(kDev1, token);
    EXPECT_EQ(answer.status, 401) << what;
    EXPECT_FALSE(answer.identity) << what;
  }
}

TEST(TokenCheck, EveryTruncationIsRefused) {
  const std::string good = good_token();
  for (std::size_t size = 0; size < good.size(); ++size) {
    const auto answer = check(kDev1, good.substr(0, size));
    EXPECT_EQ(answer.status, 401) << size;
  }
}

TEST(TokenCheck, AnyOneChangedByteIsRefused) {
  const std::string good = good_token();
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string changed = good;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    if (check(kDev1, changed).status == 200) {
      // The host's name has no case, so only that may differ: it is signed as it stands.
      ADD_FAILURE() << i << ": " << changed.substr(0, 40);
    }
  }
}

TEST(TokenCheck, ADeviceWithoutAKeyHasNoTokens) {
  const DeviceRegistry registry({{"x509", "", ""}});
  const std::string name = "hub.test/devices/x509";
  for (const char* key : {"", "AA==", kTokenKey}) {
    const auto token = signed_token(name, key, kNow + 1h);
    EXPECT_EQ(check_token("hub.test", registry, {"x509", ""}, token, kNow).status, 401);
  }
}

}  // namespace
}  // namespace edge::sim
