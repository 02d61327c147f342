// Without a network: the times are said.
#include "simulator/hub/client_rights.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace edge::sim {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

const Identity kFirst{"dev1", {}}, kModule{"dev1", "m"}, kSecond{"dev2", {}};
constexpr Instant kBegin{100s};
constexpr WallTime kClock{1'500'000'000s};

struct ClientRightsTest : testing::Test {
  /// So long after the beginning, by both clocks.
  static HubTime after(Duration time) { return {kBegin + time, kClock + time}; }

  HubLimits limits;
  MaybeCertificate certificate;
  DeviceRegistry registry{{{"dev1", "", ""}, {"dev1", "m", ""}, {"dev2", "", ""}}};
  ClientRights rights{limits, certificate};
};

TEST_F(ClientRightsTest, NobodyHasThemWithoutATokenOrACertificate) {
  for (const auto& identity : {kFirst, kModule, kSecond}) {
    EXPECT_FALSE(rights.may_use(identity, registry));
  }
  ASSERT_TRUE(rights.authorise(kFirst, kClock + 1h));
  EXPECT_TRUE(rights.may_use(kFirst, registry));
  EXPECT_FALSE(rights.may_use(kModule, registry)) << "a device's token is not its module's";
  rights.revoke(kFirst);
  EXPECT_FALSE(rights.may_use(kFirst, registry));
}

TEST_F(ClientRightsTest, EndWithTheirToken) {
  rights.authorise(kFirst, kClock + 60s);
  rights.authorise(kModule, kClock + 60s);
  rights.authorise(kSecond, std::nullopt);
  EXPECT_EQ(rights.plan(after(0s)), kBegin + 60s);
  EXPECT_TRUE(rights.has_expiry());
  EXPECT_THAT(rights.expired(kClock + 60s - 1ns), IsEmpty());
  EXPECT_THAT(rights.expired(kClock + 60s), ElementsAre(kFirst, kModule));
  rights.revoke(kFirst);
  rights.revoke(kModule);
  EXPECT_EQ(rights.plan(after(60s)), std::nullopt) << "the third is good for ever";
  EXPECT_FALSE(rights.has_expiry());
  EXPECT_THAT(rights.expired(kClock + 24h), IsEmpty());
}

TEST_F(ClientRightsTest, ARenewedTokenTakesThePlaceOfTheOlder) {
  rights.authorise(kFirst, kClock + 60s);
  rights.plan(after(0s));
  rights.authorise(kFirst, kClock + 120s);
  EXPECT_EQ(rights.plan(after(50s)), kBegin + 120s);
  EXPECT_THAT(rights.expired(kClock + 60s), IsEmpty());
}

TEST_F(ClientRightsTest, TokensGoByTheHubsClockWhichMayRunElsewhere) {
  rights.authorise(kFirst, kClock + 60s);
  EXPECT_EQ(rights.plan({kBegin, kClock + 50s}), kBegin + 10s);
}

TEST_F(ClientRightsTest, AreOfSoManyIdentitiesAndNoMore) {
  limits.identities = 2;
  EXPECT_TRUE(rights.authorise(kFirst, std::nullopt));
  EXPECT_TRUE(rights.authorise(kSecond, std::nullopt));
  EXPECT_FALSE(rights.authorise(kModule, std::nullopt));
  EXPECT_FALSE(rights.may_use(kModule, registry));
  EXPECT_TRUE(rights.authorise(kFirst, kClock + 1h)) << "one that it has already";
}

TEST_F(ClientRightsTest, WhoShowsNoTokenHasItsTimeOnce) {
  limits.token_seconds = 20;
  EXPECT_FALSE(rights.is_out_of_time(kBegin + 1h, registry)) << "nobody waits for it yet";
  EXPECT_EQ(rights.plan(after(0s)), kBegin + 20s);
  EXPECT_EQ(rights.plan(after(15s)), kBegin + 20s) << "to be asked again gives no more time";
  EXPECT_FALSE(rights.is_out_of_time(kBegin + 20s - 1ns, registry));
  EXPECT_TRUE(rights.is_out_of_time(kBegin + 20s, registry));
  EXPECT_FALSE(rights.is_out_of_time(kBegin + 21s, registry));
}

TEST_F(ClientRightsTest, TheTimeBeginsAnewWithTheEndOfTheLastToken) {
  limits.token_seconds = 20;
  rights.plan(after(0s));
  rights.authorise(kFirst, kClock + 1h);
  EXPECT_EQ(rights.plan(after(10s)), kBegin + 1h);
  EXPECT_FALSE(rights.awaits_token());
  rights.revoke(kFirst);
  EXPECT_EQ(rights.plan(after(1h)), kBegin + 1h + 20s);
  EXPECT_TRUE(rights.awaits_token());
}

TEST_F(ClientRightsTest, ACertificateNeedsNoToken) {
  DeviceSpec device{"dev1", "", ""};
  device.thumbprints = {"aa"};
  registry.put(device);
  certificate = PeerCertificate{"any", "aa", false};
  EXPECT_TRUE(rights.may_use(kFirst, registry));
  EXPECT_FALSE(rights.may_use(kSecond, registry));
  rights.plan(after(0s));
  EXPECT_FALSE(rights.is_out_of_time(kBegin + 1h, registry));
  certificate->sha256 = "bb";
  rights.plan(after(1h));
  EXPECT_TRUE(rights.is_out_of_time(kBegin + 3h, registry)) << "one that fits nobody";
}

}  // namespace
}  // namespace edge::sim
