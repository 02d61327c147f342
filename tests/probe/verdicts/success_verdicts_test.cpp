// What is said when the asked-for stage was reached: never more than was.
#include <gmock/gmock.h>

#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

CaseBuilder reached() {
  CaseBuilder run;
  run.connected = true;
  return run;
}

TEST(SuccessVerdicts, ANameThatIsKnownIsNoConnection) {
  auto run = reached();
  const ResolveDetail known{kHub, "dns", {}, {ip("203.0.113.10"), ip("203.0.113.11")}, {}};
  run.ends("amqp", "resolve", Outcome::ok, known);
  EXPECT_THAT(run.codes(), ElementsAre("stage-reached"));
  const Verdict verdict = run.diagnose().front();
  EXPECT_THAT(verdict.cause, AllOf(HasSubstr("stands for 203.0.113.10 and 203.0.113.11"),
                                   HasSubstr("nothing was sent"), HasSubstr("(resolve)")));
  EXPECT_THAT(verdict.fix, AllOf(HasSubstr("--until"), Not(HasSubstr("Nothing to do"))));
}

TEST(SuccessVerdicts, TcpIsSaidToStandWithWhoeverAnswered) {
  auto direct = reached();
  direct.resolved("amqp").ends("amqp", "connect", Outcome::ok, ConnectDetail{}).at(hub_at(5671));
  EXPECT_THAT(direct.codes(), ElementsAre("stage-reached"));
  EXPECT_THAT(direct.diagnose().front().cause, HasSubstr("TCP to hub.test (203.0.113.10:5671)"));
  auto proxied = reached();
  proxied.resolved("amqp-ws", "proxy.test");
  proxied.ends("amqp-ws", "connect", Outcome::ok, ConnectDetail{}).at({ip("10.0.0.1"), 3128});
  EXPECT_THAT(proxied.diagnose().front().cause,
              AllOf(HasSubstr("TCP to the proxy proxy.test:3128 stands"),
                    HasSubstr("the hub behind it was not"), Not(HasSubstr("hub.test"))));
}

TEST(SuccessVerdicts, OnlyAnAnswerInAmqpIsAConnection) {
  auto open = reached();
  AmqpDetail detail;
  detail.open_received = detail.iot_hub = true;
  open.tls_ok("amqp").ends("amqp", "amqp-open", Outcome::ok, detail);
  EXPECT_THAT(open.codes(), ElementsAre("connected"));
  auto tls = reached();
  tls.tcp("amqp").ends("amqp", "tls", Outcome::ok, TlsDetail{});
  EXPECT_THAT(tls.diagnose().front().cause, HasSubstr("TLS with hub.test stands"));
}

/// The agent would go on by the other way, but this one's port is what was asked about.
TEST(SuccessVerdicts, AWayThatWasAskedForIsNotExcusedByAnother) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::reset).connects("amqp-ws");
  EXPECT_EQ(run.diagnose().front().severity, Severity::warning);
  run.targets[0].asked_for = true;
  EXPECT_THAT(run.codes(), ElementsAre("amqp-port-reset", "connected"));
  EXPECT_EQ(run.diagnose().front().severity, Severity::error);
}

TEST(SuccessVerdicts, TheEdgeHubBesideHasNoSecondWay) {
  CaseBuilder run;
  run.profile.edge_hub = "edgehub-1.6";
  run.tcp_fails("amqp", Answer::reset).connects("amqp-ws");
  EXPECT_THAT(run.codes(), ElementsAre("amqp-port-reset", "edge-hub-offline", "connected"));
  const Verdict verdict = run.diagnose()[1];
  EXPECT_EQ(verdict.severity, Severity::warning);
  EXPECT_THAT(verdict.fix, HasSubstr("UpstreamProtocol to AmqpWs"));
  CaseBuilder first;
  first.profile.edge_hub = "edgehub-1.6";
  first.connects("amqp");
  EXPECT_THAT(first.codes(), ElementsAre("connected"));
}

TEST(SuccessVerdicts, AProxyThatTheAgentCannotReadStopsItWhateverIsOpen) {
  CaseBuilder run;
  HostDetail host;
  host.proxies = {{"the agent", "https_proxy", "", "is no URL; write http://host:port",
                   std::string(kEndsAtItsStart)}};
  run.record("", "host", Outcome::ok, host).connects("amqp");
  EXPECT_THAT(run.codes(), ElementsAre("proxy-setting-unreadable", "connected"));
  const Verdict verdict = run.diagnose().front();
  EXPECT_EQ(verdict.severity, Severity::error);
  EXPECT_THAT(verdict.cause, HasSubstr("https_proxy is no URL"));
  EXPECT_THAT(verdict.cause, HasSubstr("The agent ends at its start with it"));
}

TEST(SuccessVerdicts, AProxyThatCannotBeTriedHereIsSaidBeforeAnythingIs) {
  const auto with = [](std::string_view consequence) {
    CaseBuilder run;
    HostDetail host;
    host.proxies = {{"the agent", "https_proxy", "", "is odd", std::string(consequence)}};
    run.record("", "host", Outcome::ok, host).connects("amqp");
    return run.diagnose().front();
  };
  EXPECT_EQ(with(kGoesThroughIt).code, "proxy-not-imitated");
  EXPECT_EQ(with(kGoesThroughIt).severity, Severity::warning);
  EXPECT_EQ(with(kHasNoWebSocket).code, "proxy-setting-unusable");
  EXPECT_EQ(with(kHasNoWebSocket).severity, Severity::warning) << "by AMQP the agent gets on";
}

}  // namespace
}  // namespace edge::probe::test
