// What is said of a name server's machine: its own filter, an access list, what redirects its port,
// and what its answers of this run tell.
#include <gmock/gmock.h>

#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const Endpoint kAsked{ip("192.0.2.53"), 53};
const std::vector<Hop> kWayOut = {router(1, "172.18.0.1"), router(2, "192.168.1.1"),
                                  router(3, "203.0.113.1"), silent(4)};

/// Both attempts end without an address after these queries.
CaseBuilder look_ups_end(const std::vector<DnsExchange>& exchanges) {
  CaseBuilder run;
  for (const auto* transport : {"amqp", "amqp-ws"}) {
    ResolveDetail detail = resolve_result("EAI_AGAIN", "silence");
    detail.exchanges = exchanges;
    run.ends(transport, "resolve", Outcome::failed, detail);
  }
  return run.in_module_network();
}

CaseBuilder look_ups_end(const Endpoint& server, const std::string& result) {
  return look_ups_end({{server, "A", kHub, result, Duration{}, 5s}});
}

/// The name server is the host, by its bridge's address.
CaseBuilder hosts_server(const std::vector<Hop>& dns, const std::vector<Hop>& machine) {
  auto run = look_ups_end({ip("172.18.0.1"), 53}, "silence");
  run.path("dns", dns, 53, "172.18.0.1").path("dns-machine", machine, 443, "172.18.0.1");
  return run.path("beyond-host", kWayOut, 443, "192.0.2.1");
}

TEST(NameServerMachines, APortThatIsRejectedByIcmpIsFilteredWhereItsServerRuns) {
  const std::vector<Hop> resets = {{1, Answer::reset, ip("172.18.0.1"), {}, 1ms}};
  auto run = hosts_server({rejects(1, "172.18.0.1", 3)}, resets);
  EXPECT_THAT(run.codes(), ElementsAre("dns-no-answer"));
  const Verdict verdict = run.diagnose().front();
  EXPECT_THAT(verdict.cause, HasSubstr("so a filter there rejects the port"));
  EXPECT_THAT(verdict.fix, HasSubstr("in its INPUT chain"));
}

TEST(NameServerMachines, AHostThatForwardsAndHidesItsOwnPortsFiltersWhatIsSentToItself) {
  const Verdict verdict = hosts_server({silent(1)}, {silent(1)}).diagnose().front();
  EXPECT_EQ(verdict.code, "dns-no-answer");
  EXPECT_THAT(verdict.cause, HasSubstr("silent on its own ports 53 and 443"));
  EXPECT_THAT(verdict.fix, HasSubstr("in its INPUT chain"));
}

TEST(NameServerMachines, AnAnswerFromNearerThanTheServerIsOfWhatRedirectsItsPort) {
  auto run = look_ups_end(kAsked, "REFUSED");
  run.path("dns", {router(1, "172.18.0.1"), accepts(2)}, 53, "192.0.2.53");
  run.path("dns-machine", kWayOut, 443, "192.0.2.53");
  const Verdict verdict = run.diagnose().front();
  EXPECT_EQ(verdict.code, "dns-server-failure");
  EXPECT_THAT(verdict.cause, HasSubstr("port 53 of 192.0.2.53 ends at hop 2 (192.168.1.1)"));
  EXPECT_THAT(verdict.fix, HasSubstr("another one does not help"));
}

TEST(NameServerMachines, WherePort53AloneDiesAtTheHostAnotherServerDoesNotHelp) {
  auto run = look_ups_end(kAsked, "silence");
  run.path("dns", {router(1, "172.18.0.1"), silent(2)}, 53, "192.0.2.53");
  run.path("dns-machine", {router(1, "172.18.0.1"), accepts(2)}, 443, "192.0.2.53");
  const Verdict verdict = run.diagnose().front();
  EXPECT_THAT(verdict.cause, HasSubstr("dropped at or behind hop 1 (172.18.0.1)"));
  EXPECT_THAT(verdict.fix, HasSubstr("Another name server behind it needs the same"));
}

TEST(NameServerMachines, OneThatEndsEachQueryOverTcpRefusesThisClient) {
  auto run = look_ups_end(kAsked, "silence");
  run.path("dns", {router(1, "172.18.0.1"), accepts(2)}, 53, "192.0.2.53");
  run.path("dns-machine", kWayOut, 443, "192.0.2.53");
  QueryDetail query{.server = kAsked, .over_tcp = true, .name = kHub};
  query.exchanges = {{kAsked, "A", kHub, "ECONNRESET", Duration{}, 2ms}};
  const Verdict verdict = run.ok("", "query", query).diagnose().front();
  EXPECT_THAT(verdict.cause, HasSubstr("it refuses this client, or queries for this name"));
  EXPECT_THAT(verdict.fix, HasSubstr("local-service"));
}

TEST(NameServerMachines, SlowAnswersToSearchDomainsAreNoLoss) {
  const std::string searched = std::string(kHub) + ".corp.test";
  const Verdict verdict = look_ups_end({{kAsked, "A", searched, "NXDOMAIN", 0s, 1500ms},
                                        {kAsked, "A", kHub, "silence", 3s, 3300ms}})
                              .diagnose().front();
  EXPECT_EQ(verdict.code, "dns-no-answer");
  EXPECT_THAT(verdict.cause, HasSubstr("in up to 1.5 s, and the look-up was not over"));
  EXPECT_THAT(verdict.fix, HasSubstr("ndots:1"));
}

TEST(NameServerMachines, OneThatAnswersFromSomeTimeOnCameUpThen) {
  auto run = look_ups_end({{kAsked, "A", kHub, "silence", 0s, 5s},
                           {kAsked, "AAAA", kHub, "silence", 0s, 5s}});
  ResolveDetail later = resolve_result("EAI_NONAME", "NXDOMAIN", "192.0.2.53");
  later.exchanges.front().begin = 10s;
  later.exchanges.front().end = 10010ms;
  run.ends("amqp", "resolve", Outcome::failed, later);
  EXPECT_THAT(run.diagnose().back().cause, HasSubstr("silent to all queries in the first 10 s"));
}

TEST(NameServerMachines, AnAddressOfALinkNeedsItsInterface) {
  auto run = look_ups_end({ip("fe80::1"), 53}, "EINVAL");
  run.path("dns", {{1, Answer::own_host, {}, {}, {}}}, 53, "fe80::1");
  const Verdict verdict = run.diagnose().front();
  EXPECT_EQ(verdict.code, "no-route");
  EXPECT_THAT(verdict.fix, HasSubstr("nameserver fe80::1%eth0"));
}

TEST(NameServerMachines, ServersOfIpv6AloneWithoutIpv6AreNoMatterOfTheDefaultRoute) {
  auto run = look_ups_end({ip("2001:db8::53"), 53}, "ENETUNREACH");
  run.path("dns", {{1, Answer::own_host, {}, {}, {}}}, 53, "2001:db8::53");
  const Verdict verdict = run.diagnose().front();
  EXPECT_EQ(verdict.code, "no-route");
  EXPECT_THAT(verdict.fix, HasSubstr("a name server with an IPv4 address"));
}

}  // namespace
}  // namespace edge::probe::test
