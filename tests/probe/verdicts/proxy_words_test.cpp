// Proxies that are none, that fail by themselves, and tunnels in which nothing answers.
#include <gmock/gmock.h>

#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

CaseBuilder answers_connect(int status) {
  ProxyDetail detail;
  detail.proxy = "http://proxy:3128";
  detail.status = status;
  CaseBuilder run;
  run.resolved("amqp-ws", "proxy").ends("amqp-ws", "proxy", Outcome::failed, detail);
  return run;
}

CaseBuilder tunnel_then(Outcome outcome, const TlsDetail& tls) {
  CaseBuilder run;
  run.resolved("amqp-ws", "proxy").ok("amqp-ws", "proxy", ProxyDetail{});
  run.ends("amqp-ws", "tls", outcome, tls);
  return run;
}

TEST(ProxyWords, AServerThatKnowsNoConnectIsNoProxy) {
  for (const int status : {302, 400, 401, 404, 405, 501, 511}) {
    const auto verdict = answers_connect(status).diagnose().front();
    EXPECT_EQ(verdict.code, "proxy-denies") << status;
    EXPECT_THAT(verdict.cause, HasSubstr("it is no HTTP proxy")) << status;
    EXPECT_EQ(verdict.confidence, Confidence::likely) << status;
  }
  EXPECT_THAT(answers_connect(403).diagnose().front().cause, HasSubstr("denies a tunnel"));
}

TEST(ProxyWords, AnErrorOfTheProxyItselfIsNoRefusal) {
  for (const int status : {500, 502, 503, 504}) {
    const auto verdict = answers_connect(status).diagnose().front();
    EXPECT_THAT(verdict.cause, HasSubstr("tried and failed")) << status;
    EXPECT_THAT(verdict.fix, Not(HasSubstr("allow CONNECT"))) << status;
  }
}

TEST(ProxyWords, SquidsOwnWordDecidesWhatIsToBeDone) {
  const auto fix = [](const std::string& word) {
    auto run = answers_connect(503);
    std::get<ProxyDetail>(run.evidence.back().detail).squid_error = word;
    return run.diagnose().front().fix;
  };
  EXPECT_THAT(fix("ERR_DNS_FAIL 0"), HasSubstr("name servers do not know the hub"));
  EXPECT_THAT(fix("ERR_CANNOT_FORWARD 0"), HasSubstr("(its parent)"));
  EXPECT_THAT(fix("ERR_ACCESS_DENIED 0"), HasSubstr("allow CONNECT"));
}

TEST(ProxyWords, WithoutAKindOfCredentialsNoneCanBeGiven) {
  EXPECT_THAT(answers_connect(407).diagnose().front().fix, HasSubstr("lacks Proxy-Authenticate"));
}

TEST(ProxyWords, WhatFailsInATunnelIsAskedOfTheProxy) {
  TlsDetail cut, page;
  cut.error = {"ECONNRESET", "Connection reset by peer"};
  page.first_bytes = "<html><title>Welcome</title>";
  for (auto run : {tunnel_then(Outcome::failed, cut), tunnel_then(Outcome::timed_out, {}),
                   tunnel_then(Outcome::failed, page)}) {
    const auto verdict = run.diagnose().front();
    EXPECT_THAT(verdict.cause, HasSubstr("The proxy proxy:3128 has opened a tunnel"));
    EXPECT_THAT(verdict.fix, HasSubstr("log line of this CONNECT"));
  }
}

TEST(ProxyWords, TheProxysNameIsNotLookedForInThePortal) {
  CaseBuilder run;
  run.targets[1].proxy = "proxy.test:3128";
  ResolveDetail unknown = resolve_result("EAI_NONAME", "NXDOMAIN");
  unknown.name = unknown.exchanges.front().name = "proxy.test";
  run.ends("amqp-ws", "resolve", Outcome::failed, unknown);
  ASSERT_THAT(run.codes(), ElementsAre("dns-name-unknown"));
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("which the proxy's setting names"));
  EXPECT_THAT(run.diagnose().front().fix, Not(HasSubstr("HostName")));
}

}  // namespace
}  // namespace edge::probe::test
