// Who is asked when, and for how long: the tables of glibc's resolv/res_send.c as transcripts.
#include "tests/common/dns/dns_send_fixture.hpp"

namespace edge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(DnsSend, BothQuestionsAtOnce) {
  world.servers[kFirst] = test::serves({"198.51.100.10"});
  const auto result = send();
  EXPECT_EQ(result.first->addresses.size(), 1u);
  EXPECT_TRUE(result.second && result.second->addresses.empty());
  EXPECT_THAT(log(), ElementsAre("0..20 A hub.test @192.0.2.1 NOERROR",
                                 "0..20 AAAA hub.test @192.0.2.1 NOERROR"));
}

TEST_F(DnsSend, OneSilentServerTakesTenSeconds) {
  const auto result = send();
  EXPECT_FALSE(result.answered());
  EXPECT_FALSE(result.refused);
  EXPECT_THAT(log(), ElementsAre("0..5000 A hub.test @192.0.2.1 silence",
                                 "0..5000 AAAA hub.test @192.0.2.1 silence",
                                 "5000..10000 A hub.test @192.0.2.1 silence",
                                 "5000..10000 AAAA hub.test @192.0.2.1 silence"));
}

TEST_F(DnsSend, TwoSilentServersTakeTwentySeconds) {
  config.servers = {kFirst, kSecond};
  send();
  EXPECT_EQ(took(), "20000");
  EXPECT_EQ(log()[2], "5000..10000 A hub.test @192.0.2.2 silence");
  EXPECT_EQ(log()[4], "10000..15000 A hub.test @192.0.2.1 silence");
}

TEST_F(DnsSend, ThreeSilentServersTakeTwentyEightSeconds) {
  config.servers = {kFirst, kSecond, kThird};
  send();
  EXPECT_EQ(took(), "28000");  // (5 + 3 + 6) s, twice
  EXPECT_EQ(log()[2], "5000..8000 A hub.test @192.0.2.2 silence");
  EXPECT_EQ(log()[4], "8000..14000 A hub.test @192.0.2.3 silence");
}

TEST_F(DnsSend, AFourthServerIsNotUsed) {
  config.servers = {kFirst, kSecond, kThird, {kThird.address, 54}};
  send();
  EXPECT_EQ(took(), "28000");
}

TEST_F(DnsSend, TimeoutAndAttemptsOfTheConfiguration) {
  config.timeout = 2s;
  config.attempts = 3;
  send();
  EXPECT_EQ(took(), "6000");
}

TEST_F(DnsSend, NoAttemptsAskNobody) {
  config.attempts = 0;
  EXPECT_TRUE(send().refused);
  EXPECT_THAT(log(), IsEmpty());
}

TEST(ServerTimeout, WholeSecondsAndAtLeastOne) {
  EXPECT_EQ(server_timeout(5s, 0, 1), 5s);
  EXPECT_EQ(server_timeout(5s, 1, 2), 5s);
  EXPECT_EQ(server_timeout(5s, 1, 3), 3s);
  EXPECT_EQ(server_timeout(5s, 2, 3), 6s);
  EXPECT_EQ(server_timeout(1s, 1, 3), 1s);
  EXPECT_EQ(server_timeout(0s, 0, 1), 1s);
}

TEST_F(DnsSend, SecondServerAnswersWhenTheFirstIsSilent) {
  config.servers = {kFirst, kSecond};
  world.servers[kSecond] = test::serves({"198.51.100.10"});
  EXPECT_EQ(send().first->addresses.size(), 1u);
  EXPECT_EQ(took(), "5020");
}

TEST_F(DnsSend, RefusalsGoToTheNextServerAtOnce) {
  for (const auto rcode : {Rcode::server_failure, Rcode::refused, Rcode::not_implemented}) {
    config.servers = {kFirst, kSecond};
    exchanges.clear();
    world.servers[kFirst] = test::always(rcode);
    world.servers[kSecond] = test::serves({"198.51.100.10"});
    const auto begin = world.now();
    EXPECT_TRUE(send().answered());
    EXPECT_EQ(world.now() - begin, 40ms);
    EXPECT_EQ(exchanges[0].result, name_of(rcode));
  }
}

TEST_F(DnsSend, RefusedByAllTwiceIsNoAnswer) {
  world.servers[kFirst] = test::always(Rcode::server_failure);
  const auto result = send();
  EXPECT_FALSE(result.answered());
  EXPECT_FALSE(result.refused);
  EXPECT_EQ(result.last_rcode, Rcode::server_failure);
  EXPECT_EQ(log().size(), 4u);
  EXPECT_EQ(took(), "40");
}

TEST_F(DnsSend, NameErrorIsAnAnswer) {
  world.servers[kFirst] = test::always(Rcode::name_error);
  EXPECT_EQ(send().first->rcode, Rcode::name_error);
  EXPECT_EQ(log().size(), 2u);
}

TEST_F(DnsSend, ClosedPortGoesToTheNextServerAtOnce) {
  config.servers = {kFirst, kSecond};
  world.servers[kFirst] = test::port_closed();
  world.servers[kSecond] = test::serves({"198.51.100.10"});
  EXPECT_TRUE(send().answered());
  EXPECT_EQ(log()[0], "0..20 A hub.test @192.0.2.1 ECONNREFUSED");
  EXPECT_EQ(log()[1], "0..20 AAAA hub.test @192.0.2.1 ECONNREFUSED");
  EXPECT_EQ(took(), "40");
}

TEST_F(DnsSend, ClosedPortsEverywhereMeanNoServer) {
  world.servers[kFirst] = test::port_closed();
  EXPECT_TRUE(send().refused);
  EXPECT_EQ(took(), "40");
}

TEST_F(DnsSend, NoRouteToTheServer) {
  world.routes_everywhere = false;
  EXPECT_TRUE(send().refused);
  EXPECT_EQ(log()[0], "0..0 A hub.test @192.0.2.1 ENETUNREACH");
  EXPECT_EQ(log().size(), 2u);
}

TEST_F(DnsSend, RotationBeginsSomewhereAndGoesOnWithTheNextName) {
  config.servers = {kFirst, kSecond, kThird};
  config.rotate = true;
  for (const auto& server : config.servers) world.servers[server] = test::serves({"198.51.100.10"});
  state.rotation = 1;
  send();
  send();
  send();
  EXPECT_THAT(log(), ElementsAre(testing::HasSubstr("192.0.2.2"), testing::_,
                                 testing::HasSubstr("192.0.2.3"), testing::_,
                                 testing::HasSubstr("192.0.2.1"), testing::_));
}

}  // namespace
}  // namespace edge
