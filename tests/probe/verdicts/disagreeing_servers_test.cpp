// Name servers that do not say the same, and answers that are not of the server that was asked.
#include <gmock/gmock.h>

#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kOld = "198.51.100.66";
constexpr const char* kRight = "198.51.100.10";

/// Both ways end at the address that `source` has; another server is asked for the name then.
CaseBuilder leads_to_old_address(const std::string& source) {
  CaseBuilder run;
  for (const auto* transport : {"amqp", "amqp-ws"}) {
    ResolveDetail look_up{kHub, source, {}, {ip(kOld)}, {}};
    if (source == "dns") look_up.exchanges = {{{ip("192.168.1.1"), 53}, "A", kHub, "NOERROR"}};
    const Endpoint peer{ip(kOld), std::uint16_t(transport == std::string("amqp") ? 5671 : 443)};
    run.ok(transport, "resolve", look_up);
    run.ends(transport, "connect", Outcome::timed_out, connect_to(peer, Answer::silence)).at(peer);
    run.path(transport, {router(1, "172.18.0.1"), silent(2)}, peer.port, kOld);
  }
  QueryDetail query{.server = {ip("192.168.1.2"), 53}, .name = kHub};
  query.addresses = {ip(kRight)};
  query.exchanges = {{query.server, "A", kHub, "NOERROR"}};
  return run.ok("", "query", query).in_module_network();
}

TEST(DisagreeingServers, AnOldRecordIsToldByTheOtherServersAddressThatAnswers) {
  auto run = leads_to_old_address("dns");
  run.path("other-address", {router(1, "172.18.0.1"), accepts(4)}, 5671, kRight);
  EXPECT_THAT(run.codes(), ElementsAre("address-silent"));
  const Verdict verdict = run.diagnose().front();
  EXPECT_THAT(verdict.cause, AllOf(HasSubstr("198.51.100.66 comes from 192.168.1.1"),
                                   HasSubstr("the other address is what 192.168.1.2 gives")));
  EXPECT_THAT(verdict.fix, HasSubstr("Have that record mended where 192.168.1.1 keeps it"));
}

TEST(DisagreeingServers, AnOldLineOfTheHostsFileIsToTakeOut) {
  auto run = leads_to_old_address("hosts");
  run.path("other-address", {router(1, "172.18.0.1"), accepts(4)}, 5671, kRight);
  EXPECT_THAT(run.codes(), ElementsAre("address-silent"));
  const Verdict verdict = run.diagnose().front();
  EXPECT_THAT(verdict.cause, HasSubstr("198.51.100.66 comes from the hosts file (/etc/hosts)"));
  EXPECT_THAT(verdict.fix, HasSubstr("Take that line out of the hosts file"));
}

TEST(DisagreeingServers, WhereTheOtherAddressIsSilentTooTheNetworkIsToBlame) {
  auto run = leads_to_old_address("dns");
  run.path("other-address", {router(1, "172.18.0.1"), silent(2)}, 5671, kRight);
  EXPECT_THAT(run.codes(), Not(testing::Contains("address-silent")));
  EXPECT_THAT(run.diagnose().front().cause,
              HasSubstr("The name server 192.168.1.2 gives another address: 198.51.100.10"));
}

CaseBuilder denied(const std::string& server) {
  return both_end("resolve", Outcome::failed, resolve_result("EAI_NONAME", "NXDOMAIN", server));
}

TEST(DisagreeingServers, AServerThatWithholdsANameIsToldByTheOneOfTheOption) {
  auto run = denied("192.168.1.1").in_module_network();
  QueryDetail query{.server = {ip("198.51.100.53"), 53}, .on_request = true, .name = kHub};
  query.addresses = {ip(kRight)};
  run.ok("", "query", query);
  const Verdict verdict = run.diagnose().front();
  EXPECT_EQ(verdict.code, "dns-name-unknown");
  EXPECT_THAT(verdict.fix, HasSubstr("The name exists, as 198.51.100.53 says. 192.168.1.1 "
                                     "withholds it"));
}

TEST(DisagreeingServers, PortsOfAServerThatEndNearerThanOthersAreRedirected) {
  auto run = denied("8.8.8.8").in_module_network();
  run.path("dns", {router(1, "172.18.0.1"), accepts(2)}, 53, "8.8.8.8");
  run.path("dns-machine", {router(1, "172.18.0.1"), router(2, "192.168.1.1"), accepts(5)}, 443,
           "8.8.8.8");
  const Verdict verdict = run.diagnose().front();
  EXPECT_EQ(verdict.code, "dns-name-unknown");
  EXPECT_THAT(verdict.cause, HasSubstr("port 53 of 8.8.8.8 ends at hop 2 (192.168.1.1)"));
  EXPECT_THAT(verdict.fix, HasSubstr("hop 2 (192.168.1.1) redirects port 53"));
  auto same_way = denied("8.8.8.8").in_module_network();
  same_way.path("dns", {router(1, "172.18.0.1"), accepts(2)}, 53, "8.8.8.8");
  same_way.path("dns-machine", {router(1, "172.18.0.1"), accepts(2)}, 443, "8.8.8.8");
  EXPECT_THAT(same_way.diagnose().front().cause, Not(HasSubstr("ends at")));
}

}  // namespace
}  // namespace edge::probe::test
