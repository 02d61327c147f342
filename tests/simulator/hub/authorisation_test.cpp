// Who may use which links of the hub, and for how long.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/amqp/error.hpp"
#include "simulator/hub/hub_errors.hpp"
#include "tests/support/amqp_client.hpp"
#include "tests/support/hub_fixture.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;
using test::AmqpClient;
using testing::HasSubstr;

constexpr const char* kOtherKey = "d3Jvbmcga2V5IHRoYXQgaXMgbG9uZyBlbm91Z2ggb2s=";

struct AuthorisationTest : testing::Test, test::HubFixture {
  std::unique_ptr<AmqpClient> client(MaybeCertificate certificate = {}) {
    return std::make_unique<AmqpClient>(world, connect(std::move(certificate)));
  }
  static std::string events(const std::string& device) {
    return "/devices/" + device + "/messages/events";
  }
  static bool active(pn_link_t* link) {
    return pn_link_state(link) == (PN_LOCAL_ACTIVE | PN_REMOTE_ACTIVE);
  }
  /// "condition description" of a telemetry link that is not to be had.
  std::string refusal(AmqpClient& peer, const std::string& device) {
    pn_link_t* link = peer.sender("to " + device, events(device));
    EXPECT_TRUE(peer.settle());
    const PeerCondition why = AmqpClient::end_of(link);
    return why.name + " " + why.description;
  }
  MaybeCertificate certificate(const std::string& name, bool trusted,
                               const std::string& thumbprint = "aa") {
    return PeerCertificate{name, thumbprint, trusted};
  }
};

TEST_F(AuthorisationTest, BothKeysSign) {
  devices[0].secondary_key = kOtherKey;
  for (const char* key : {test::kKey, kOtherKey}) {
    const auto peer = client();
    EXPECT_TRUE(peer->put_token(token_for("dev1", {}, key), "1"));
  }
  const auto peer = client();
  EXPECT_FALSE(peer->put_token(token_for("dev2", {}, kOtherKey), "1"));
}

TEST_F(AuthorisationTest, ADisabledDeviceGetsATokenAndNoLinks) {
  devices[0].enabled = false;
  const auto peer = client();
  EXPECT_TRUE(peer->put_token(token_for("dev1"), "1"));
  EXPECT_THAT(refusal(*peer, "dev1"),
              testing::AllOf(HasSubstr("amqp:not-found"), HasSubstr("403012")));
  EXPECT_TRUE(peer->put_token(token_for("dev1", "$edgeAgent"), "2"));
  EXPECT_THAT(refusal(*peer, "dev1/modules/$edgeAgent"), HasSubstr("403012"));
}

TEST_F(AuthorisationTest, AnEdgeHubDoesNotSayThatADeviceIsDisabled) {
  devices[0].enabled = false;
  resemble(HubPersonality::edgehub);
  const auto peer = client();
  EXPECT_TRUE(peer->put_token(token_for("dev1"), "1"));
  EXPECT_THAT(refusal(*peer, "dev1"), HasSubstr("could not be authenticated"));
}

TEST_F(AuthorisationTest, LinksOfATokenThatRanOutAreClosedAndTheConnectionLives) {
  const auto peer = client();
  ASSERT_TRUE(peer->put_token(token_for("dev1", {}, test::kKey, 60s), "1"));
  ASSERT_TRUE(peer->put_token(token_for("dev2"), "2"));
  pn_link_t* dev1 = peer->sender("1", events("dev1"));
  pn_link_t* twin = peer->receiver("t", "/devices/dev1/twin");
  pn_link_t* dev2 = peer->sender("2", events("dev2"));
  ASSERT_TRUE(peer->settle_for(60s + 5min - 10ms));  // a hub's tolerance
  EXPECT_TRUE(active(dev1));
  ASSERT_TRUE(peer->settle_for(1s));
  for (pn_link_t* link : {dev1, twin}) {
    EXPECT_FALSE(active(link));
    EXPECT_EQ(AmqpClient::end_of(link).name, "amqp:unauthorized-access");
    EXPECT_EQ(AmqpClient::end_of(link).description, "Token Invalid.");
  }
  EXPECT_TRUE(active(dev2));
  EXPECT_THAT(refusal(*peer, "dev1"), HasSubstr("401002"));
}

TEST_F(AuthorisationTest, ARenewedTokenKeepsTheLinks) {
  const auto peer = client();
  ASSERT_TRUE(peer->put_token(token_for("dev1", {}, test::kKey, 60s), "1"));
  pn_link_t* link = peer->sender("1", events("dev1"));
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(peer->settle_for(50s));
    ASSERT_TRUE(peer->put_token(token_for("dev1", {}, test::kKey, 60s), "2"));
  }
  EXPECT_TRUE(active(link));
}

TEST_F(AuthorisationTest, AFailedRenewalLeavesTheOldToken) {
  const auto peer = client();
  ASSERT_TRUE(peer->put_token(token_for("dev1"), "1"));
  pn_link_t* link = peer->sender("1", events("dev1"));
  EXPECT_FALSE(peer->put_token(token_for("dev1", {}, kOtherKey), "2"));
  ASSERT_TRUE(peer->settle_for(30min));
  EXPECT_TRUE(active(link));
}

TEST_F(AuthorisationTest, OneConnectionHoldsSoManyIdentitiesAndNoMore) {
  limits.identities = 2;
  const auto peer = client();
  EXPECT_TRUE(peer->put_token(token_for("dev1"), "1"));
  EXPECT_TRUE(peer->put_token(token_for("dev1", "$edgeAgent"), "2"));
  EXPECT_FALSE(peer->put_token(token_for("dev2"), "3"));
  EXPECT_EQ(peer->received[0].properties().get("status-code"), proton::scalar(std::int32_t{403}));
  EXPECT_TRUE(peer->put_token(token_for("dev1"), "4"));
}

TEST_F(AuthorisationTest, WhoIsDisabledOrDeletedLosesItsLinksAtOnce) {
  const auto peer = client();
  for (const char* device : {"dev1", "dev2"}) {
    ASSERT_TRUE(peer->put_token(token_for(device), device));
  }
  ASSERT_TRUE(peer->put_token(token_for("dev1", "$edgeAgent"), "m"));
  pn_link_t* dev1 = peer->sender("1", events("dev1"));
  pn_link_t* module = peer->sender("m", events("dev1/modules/$edgeAgent"));
  pn_link_t* dev2 = peer->sender("2", events("dev2"));
  ASSERT_TRUE(peer->settle());
  hub->cloud_messages().enqueue({"dev1", {}}, {}).value();
  hub->remove({"dev1", {}});
  ASSERT_TRUE(peer->settle());
  EXPECT_THAT(AmqpClient::end_of(dev1).description, HasSubstr("404001"));
  EXPECT_THAT(AmqpClient::end_of(module).description, HasSubstr("404010"));
  EXPECT_TRUE(active(dev2));
  EXPECT_TRUE(hub->states().empty());
  EXPECT_FALSE(peer->put_token(token_for("dev1"), "4"));
  EXPECT_EQ(peer->received[0].properties().get("status-code"), proton::scalar(std::int32_t{404}));

  DeviceSpec disabled = *hub->registry().find({"dev2", {}});
  disabled.enabled = false;
  hub->put({disabled});
  ASSERT_TRUE(peer->settle());
  EXPECT_THAT(AmqpClient::end_of(dev2).description, HasSubstr("403012"));
}

TEST_F(AuthorisationTest, EndsFromTheCloudAreInThisHubsOwnWords) {
  const std::pair<HubPersonality, testing::Matcher<std::string>> rows[] = {
      {HubPersonality::hub_v1, HasSubstr("\"errorCode\":404104,\"trackingId\"")},
      {HubPersonality::hub_v2, HasSubstr("-G2:-TimeStamp:")},
      {HubPersonality::edgehub, testing::Eq("DeviceConnectionClosedRemotely")}};
  for (const auto& [personality, words] : rows) {
    resemble(personality);
    const auto peer = client();
    ASSERT_TRUE(peer->put_token(token_for("dev1"), "1"));
    ASSERT_TRUE(peer->put_token(token_for("dev2"), "2"));
    pn_link_t* dev1 = peer->sender("1", events("dev1"));
    pn_link_t* dev2 = peer->sender("2", events("dev2"));
    ASSERT_TRUE(peer->settle());
    hub->credentials_changed({"dev2", {}});
    ASSERT_TRUE(peer->settle());
    const std::string revoked = AmqpClient::end_of(dev2).description;
    EXPECT_EQ(revoked == "IotHubUnauthorized", personality == HubPersonality::edgehub) << revoked;
    hub->sessions().find({"dev1", {}})->end(hub_error(404104));
    peer->settle();
    EXPECT_EQ(AmqpClient::end_of(dev1).name, "amqp:link:detach-forced");
    EXPECT_THAT(AmqpClient::end_of(dev1).description, words);
  }
}

TEST_F(AuthorisationTest, WhoShowsNoTokenIsClosedAfterTheLimit) {
  limits.token_seconds = 20;
  const auto silent = client();
  ASSERT_TRUE(silent->settle_for(20s - 10ms));
  EXPECT_EQ(silent->settle_for(1s).error(), AmqpErrc::closed_by_peer);
  EXPECT_EQ(silent->end_of_connection().name, "amqp:connection:forced");

  const auto wrong = client();
  EXPECT_FALSE(wrong->put_token(token_for("dev1", {}, kOtherKey), "1"));
  EXPECT_EQ(wrong->settle_for(21s).error(), AmqpErrc::closed_by_peer);

  const auto late = client();
  ASSERT_TRUE(late->settle_for(19s));
  ASSERT_TRUE(late->put_token(token_for("dev1", {}, test::kKey, 60s), "1"));
  ASSERT_TRUE(late->settle_for(60s + 5min + 10s));  // to its end, a tolerance, and not the limit
  EXPECT_EQ(late->settle_for(20s).error(), AmqpErrc::closed_by_peer);
}

TEST_F(AuthorisationTest, WhoHasACertificateThatFitsStaysWithoutAToken) {
  limits.token_seconds = 20;
  devices[0].thumbprints = {"AA"};
  const auto fits = client(certificate("any", false));
  EXPECT_TRUE(fits->settle_for(1h));
  const auto fits_nobody = client(certificate("any", false, "bb"));
  EXPECT_EQ(fits_nobody->settle_for(21s).error(), AmqpErrc::closed_by_peer);
}

TEST_F(AuthorisationTest, ACertificateNeedsNoToken) {
  devices[0].key.clear();
  devices[0].thumbprints = {"AA"};
  devices[2].authority_signed = true;
  const auto listed = client(certificate("any", false));
  EXPECT_THAT(refusal(*listed, "dev2"), HasSubstr("401002"));
  pn_link_t* link = listed->sender("1", events("dev1"));
  ASSERT_TRUE(listed->settle());
  EXPECT_TRUE(active(link));
  const auto named = client(certificate("dev2", true, "bb"));
  link = named->sender("1", events("dev2"));
  ASSERT_TRUE(named->settle());
  EXPECT_TRUE(active(link));
}

struct PlainTest : AuthorisationTest {
  SaslDetail log_in(Stream& stream, const std::string& user, const std::string& password) {
    SaslDetail detail;
    const SaslInit init{"PLAIN", plain_response(user, password), "hub.test"};
    const auto done = world.run(sasl_client(stream, init, detail));
    EXPECT_EQ(bool(done), detail.outcome == 0);
    return detail;
  }
  std::string token(const std::string& device, const std::string& module = {}) {
    return std::string(token_for(device, module).token.reveal());
  }
};

TEST_F(PlainTest, LetsTheUserIn) {
  auto stream = connect();
  EXPECT_EQ(log_in(*stream, "dev1@sas.hub", token("dev1")).outcome, 0);
  AmqpClient peer(world, std::move(stream));
  pn_link_t* link = peer.sender("1", events("dev1"));
  ASSERT_TRUE(peer.settle());
  EXPECT_TRUE(active(link));
  EXPECT_THAT(refusal(peer, "dev2"), HasSubstr("401002"));
  ASSERT_TRUE(peer.settle_for(1h + 5min + 10s));
  EXPECT_EQ(AmqpClient::end_of(link).description, "Token Invalid.");
}

TEST_F(PlainTest, LetsAModuleIn) {
  auto stream = connect();
  EXPECT_EQ(log_in(*stream, "dev1/$edgeAgent@sas.hub", token("dev1", "$edgeAgent")).outcome, 0);
  AmqpClient peer(world, std::move(stream));
  pn_link_t* link = peer.sender("1", events("dev1/modules/$edgeAgent"));
  ASSERT_TRUE(peer.settle());
  EXPECT_TRUE(active(link));
}

TEST_F(PlainTest, RefusesOthers) {
  struct Row {
    const char* user;
    std::string password;
    int outcome;
  };
  const Row rows[] = {
      {"dev1@sas.hub", "wrong", 1},
      {"dev1@sas.hub", "", 1},
      {"dev1@sas.hub", token("dev2"), 1},
      {"dev1@sas.hub", token("dev1", "$edgeAgent"), 1},
      {"nobody@sas.hub", token("dev1"), 1},
      {"@sas.hub", token("dev1"), 2},
      {"dev1@sas.hub.test", token("dev1"), 2},
      {"dev1@sas.other", token("dev1"), 2},
      {"dev1", token("dev1"), 2},
  };
  for (const auto& row : rows) {
    auto stream = connect();
    EXPECT_EQ(log_in(*stream, row.user, row.password).outcome, row.outcome) << row.user;
  }
}

}  // namespace
}  // namespace edge::sim
