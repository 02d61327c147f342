// Who is at fault where a next hop is silent or speaks in another's name: not always the nearest.
#include <gmock/gmock.h>

#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Both of the agent's connections end so.
CaseBuilder both_fail(Answer answer, const std::optional<IcmpError>& icmp = {}) {
  CaseBuilder run;
  run.in_module_network();
  for (const auto* way : {"amqp", "amqp-ws"}) run.tcp_fails(way, answer, "EHOSTUNREACH", icmp);
  return run;
}

Verdict verdict_on_silent_neighbour(bool gateway_is_heard) {
  CaseBuilder run = both_fail(Answer::no_neighbour);
  if (gateway_is_heard) {
    run.path(std::string(PathDetail::beyond_host), {router(1, "172.18.0.1"), silent(2)}, 443,
             "192.88.99.1");
  }
  return run.diagnose().front();
}

TEST(NextHop, OfOneRouteIsNotTheGateway) {
  const Verdict gateway = verdict_on_silent_neighbour(false);
  EXPECT_EQ(gateway.code, "gateway-unreachable");
  EXPECT_THAT(gateway.cause, HasSubstr("The gateway 172.18.0.1"));
  const Verdict other = verdict_on_silent_neighbour(true);
  EXPECT_EQ(other.code, "gateway-unreachable");
  EXPECT_THAT(other.cause, HasSubstr("it is not the gateway 172.18.0.1, which does"));
  EXPECT_THAT(other.fix, HasSubstr("`ip route get 203.0.113.10`"));
}

TEST(NextHop, AnErrorInTheHubsOwnNameIsOfWhoeverLeadsItsPacketsOn) {
  const Verdict verdict =
      both_fail(Answer::icmp, IcmpError{3, 1, ip("203.0.113.10")}).diagnose().front();
  EXPECT_EQ(verdict.code, "host-unreachable");
  EXPECT_THAT(verdict.cause, HasSubstr("comes from 203.0.113.10 itself"));
  EXPECT_THAT(verdict.cause, Not(HasSubstr("The router")));
}

TEST(NextHop, ATrustedAuthorityThatHasExpiredIsNotTheHubsCertificate) {
  CaseBuilder run;
  TlsDetail tls;
  tls.chain = {{"CN=hub.test", "CN=Site Root", {"hub.test"}, noon() - 24h, noon() + 24h, ""}};
  tls.defects = {CertificateDefect::expired};
  tls.checked_at = noon();
  run.tcp("amqp").ends("amqp", "tls", Outcome::failed, tls);
  const Verdict verdict = run.diagnose().front();
  EXPECT_EQ(verdict.code, "certificate-expired");
  EXPECT_THAT(verdict.cause, HasSubstr("The authority CN=Site Root"));
  EXPECT_THAT(verdict.cause, Not(HasSubstr("valid until")));
}

TEST(NextHop, AnAliasWithoutARecordIsNotAWrongName) {
  CaseBuilder run;
  ResolveDetail unknown;
  unknown.name = kHub;
  unknown.source = "dns";
  unknown.error = {"EAI_NONAME", "EAI_NONAME"};
  DnsExchange denied{{ip("192.0.2.53"), 53}, "A", kHub, "NXDOMAIN", 0s, 10ms};
  denied.alias = "hub.privatelink.test";
  unknown.exchanges = {denied};
  run.ends("amqp", "resolve", Outcome::failed, unknown);
  const Verdict verdict = run.diagnose().front();
  EXPECT_EQ(verdict.code, "dns-name-unknown");
  EXPECT_THAT(verdict.cause, HasSubstr("hub.test is an alias of hub.privatelink.test"));
  EXPECT_THAT(verdict.fix, HasSubstr("private DNS zone"));
}

}  // namespace
}  // namespace edge::probe::test
