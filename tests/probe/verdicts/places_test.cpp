// What is said of a place where the way to it cannot be measured, or is not what it looks like.
#include <gmock/gmock.h>

#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// In a container whose interface is of that kind, in the site's network or a NAT's.
CaseBuilder by_interface(const std::string& kind) {
  HostDetail host;
  host.facts.container = "podman";
  const int mtu = kind == "tun" ? 65520 : 1500;
  host.facts.interfaces = {{"eth0", {"192.168.1.50/24"}, mtu, true, false, kind}};
  host.facts.routes = {{"0.0.0.0/0", ip("192.168.1.1"), "eth0", 0}};
  CaseBuilder run;
  return run.ok("", "host", host);
}

const std::vector<Hop> kToFirst = {router(1, "192.168.1.1"), silent(2), silent(3)};
const std::vector<Hop> kThroughSecond = {router(1, "192.168.1.1"), router(2, "198.51.100.1"),
                                         accepts(3)};

TEST(Places, TheGatewayOfAMacvlanIsNoHost) {
  auto run = by_interface("macvlan");
  run.tcp_fails("amqp", Answer::silence).path("amqp", kToFirst).path("amqp-ws", kThroughSecond);
  EXPECT_THAT(run.codes(), ElementsAre("amqp-port-dropped-on-path"));
  EXPECT_THAT(run.diagnose()[0].cause, AllOf(HasSubstr("192.168.1.1"), Not(HasSubstr("host"))));
  auto behind = by_interface("veth");
  behind.tcp_fails("amqp", Answer::silence).path("amqp", kToFirst).path("amqp-ws", kThroughSecond);
  EXPECT_THAT(behind.codes(), ElementsAre("amqp-port-dropped-by-host"));
}

TEST(Places, BehindAUserModeNatNoneIsMeasured) {
  auto run = by_interface("tun");
  run.tcp_fails("amqp", Answer::silence).path("amqp", {silent(1), silent(2)});
  run.path("amqp-ws", {accepts(1)}).tls_ok("amqp-ws");
  EXPECT_THAT(run.codes(), ElementsAre("amqp-port-dropped-on-path"));
  EXPECT_THAT(run.diagnose()[0].cause, HasSubstr("somewhere behind this container's user-mode "
                                                 "NAT"));
  EXPECT_THAT(run.diagnose()[0].separate_by, HasSubstr("on the host itself"));
}

TEST(Places, BehindAUserModeNatTheHostIsNotBlamedForSilence) {
  auto run = by_interface("tun");
  run.tcp_fails("amqp", Answer::silence).tcp_fails("amqp-ws", Answer::silence);
  run.path("amqp", {silent(1), silent(2)}).path("amqp-ws", {silent(1), silent(2)});
  EXPECT_THAT(run.codes(), ElementsAre("network-drops-everything"));
  EXPECT_THAT(run.diagnose()[0].cause, HasSubstr("somewhere behind this container's user-mode "
                                                 "NAT"));
}

TEST(Places, AResetFromWhereOtherPacketsGetPastIsNotTheHubs) {
  CaseBuilder run;
  run.in_module_network().tcp_fails("amqp", Answer::reset, "ECONNREFUSED");
  run.tcp_fails("amqp-ws", Answer::silence);
  run.path("amqp", {router(1, "172.18.0.1"), resets(2)});
  run.path("amqp-ws", {router(1, "172.18.0.1"), router(2, "192.168.1.1"), silent(3)});
  ASSERT_THAT(run.codes(), ElementsAre("amqp-port-reset", "websocket-port-blocked"));
  EXPECT_THAT(run.diagnose()[0].cause,
              AllOf(HasSubstr("at or right behind the host (172.18.0.1)"),
                    HasSubstr("past there, to hop 2 (192.168.1.1), so the hub is not its sender")));
}

TEST(Places, PortsThatDieAtDifferentPlacesHaveEachItsOwn) {
  CaseBuilder run;
  run.in_module_network();
  run.tcp_fails("amqp", Answer::silence).tcp_fails("amqp-ws", Answer::silence);
  run.path("amqp", {router(1, "172.18.0.1"), silent(2), silent(3)});
  run.path("amqp-ws", {router(1, "172.18.0.1"), router(2, "192.168.1.1"), silent(3)});
  EXPECT_THAT(run.codes(), ElementsAre("network-drops-everything"));
  EXPECT_THAT(run.diagnose()[0].cause, HasSubstr("port 5671 at or behind hop 1 (172.18.0.1) and "
                                                 "port 443 at or behind hop 2 (192.168.1.1)"));
}

TEST(Places, AnotherAddressThatAnswersIsNoMatterOfFirewallRules) {
  CaseBuilder run;
  run.in_module_network();
  run.tcp_fails("amqp", Answer::silence).tcp_fails("amqp-ws", Answer::silence);
  run.path("amqp", {router(1, "172.18.0.1"), silent(2), silent(3)});
  run.path("other-address", {router(1, "172.18.0.1"), accepts(2)}, 5671, "203.0.113.11");
  EXPECT_THAT(run.codes(), ElementsAre("address-silent"));
  EXPECT_THAT(run.diagnose()[0].cause, HasSubstr("another address of the name does: "
                                                 "203.0.113.11:5671"));
}

}  // namespace
}  // namespace edge::probe::test
