// Addresses that no hub can have, and what their source is.
#include <gmock/gmock.h>

#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Both ways end at `address`, which `source` gave.
CaseBuilder leads_to(const std::string& address, Answer answer, const std::string& source = "dns",
                     const std::string& host = kHub) {
  CaseBuilder run;
  run.host = host;
  for (const auto* transport : {"amqp", "amqp-ws"}) {
    ResolveDetail look_up{host, source, {}, {ip(address)}, {}};
    const DnsExchange given{{ip("192.168.1.1"), 53}, "A", host, "NOERROR", {}, {}};
    if (source == "dns") look_up.exchanges = {given};
    run.ok(transport, "resolve", look_up);
    const Endpoint peer{ip(address), std::uint16_t(transport == std::string("amqp") ? 5671 : 443)};
    run.ends(transport, "connect", Outcome::failed, connect_to(peer, answer, "ECONNREFUSED"))
        .at(peer);
  }
  return run.in_module_network();
}

TEST(WrongAddress, ThisMachineIsNamedWithTheSourceOfTheAddress) {
  auto by_name = leads_to("127.0.0.1", Answer::reset);
  EXPECT_THAT(by_name.codes(), ElementsAre("wrong-address"));
  EXPECT_EQ(by_name.diagnose().front().cause,
            "hub.test is, by 192.168.1.1, 127.0.0.1, which is this machine itself: no IoT hub is "
            "there.");
  auto by_file = leads_to("172.18.0.2", Answer::reset, "hosts");  // the module's own
  EXPECT_THAT(by_file.codes(), ElementsAre("wrong-address"));
  EXPECT_THAT(by_file.diagnose().front().cause, HasSubstr("/etc/hosts"));
  EXPECT_THAT(leads_to("172.18.0.1", Answer::reset).codes(), ElementsAre("connection-refused"));
}

TEST(WrongAddress, TheUnspecifiedAddressIsAFiltersAnswer) {
  auto run = leads_to("0.0.0.0", Answer::own_host);
  EXPECT_THAT(run.codes(), ElementsAre("wrong-address"));
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("filters answer to block a name"));
}

TEST(WrongAddress, AServiceOfThisMachineIsJudgedByWhatItDoes) {
  CaseBuilder run;
  const Endpoint here{ip("127.0.0.1"), 5671};
  TlsDetail tls;
  tls.defects = {CertificateDefect::untrusted_issuer};
  run.resolved("amqp").ok("amqp", "connect", connect_to(here, Answer::accepted)).at(here);
  run.ends("amqp", "tls", Outcome::failed, tls);
  EXPECT_THAT(run.codes(), ElementsAre("certificate-untrusted-issuer"));
}

TEST(WrongAddress, APrivateAddressOfACloudHubIsRemarkedOn) {
  const auto cause = [](const std::string& address, const std::string& host) {
    return leads_to(address, Answer::reset, "dns", host).diagnose().front().cause;
  };
  EXPECT_THAT(cause("10.1.2.3", "contoso.azure-devices.net"), HasSubstr("private endpoint"));
  EXPECT_THAT(cause("203.0.113.9", "contoso.azure-devices.net"),
              Not(HasSubstr("private endpoint")));
  EXPECT_THAT(cause("10.1.2.3", "gateway.local"), Not(HasSubstr("private endpoint")));
}

TEST(WrongAddress, ARejectRuleOfThisDeviceIsNoDeadGateway) {
  const auto rejected = [](Duration took) {
    CaseBuilder run;
    const IcmpError from_here{3, 1, ip("172.18.0.2")};
    for (const auto* transport : {"amqp", "amqp-ws"}) {
      run.tcp_fails(transport, Answer::no_neighbour, "EHOSTUNREACH", from_here);
      auto& made = std::get<ConnectDetail>(run.evidence.back().detail).tries.front();
      made.end = made.begin + took;
    }
    return run.in_module_network();
  };
  EXPECT_THAT(rejected(3s).codes(), ElementsAre("gateway-unreachable"));
  auto at_once = rejected(1ms);
  EXPECT_THAT(at_once.codes(), ElementsAre("no-route"));
  EXPECT_THAT(at_once.diagnose().front().cause, HasSubstr("a packet filter on it rejects it"));
}

}  // namespace
}  // namespace edge::probe::test
