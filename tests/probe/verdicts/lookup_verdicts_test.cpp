// What the machine's own getaddrinfo() said beside the probe's queries.
#include <gmock/gmock.h>

#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const ErrorFact kUnknown{"EAI_NONAME", "EAI_NONAME"};

/// Both ways end at the name; `source` as the stage has it.
CaseBuilder ends_at_name(const ErrorFact& error, const std::string& source,
                         std::vector<DnsExchange> exchanges = {}) {
  CaseBuilder run;
  for (const auto* transport : {"amqp", "amqp-ws"}) {
    run.ends(transport, "resolve", Outcome::failed,
             ResolveDetail{kHub, source, error, {}, exchanges});
  }
  return run;
}

DnsExchange answered(const std::string& result) {
  return {{ip("192.168.1.1"), 53}, "A", kHub, result, {}, {}};
}

TEST(LookUpVerdicts, ALibraryThatFindsNothingWhereTheServersAnswer) {
  auto run = ends_at_name(kUnknown, "getaddrinfo", {answered("NOERROR")});
  run.ok("", "getaddrinfo",
         LookupDetail{kHub, "glibc", true, kUnknown, {}, {}, {ip("203.0.113.10")}});
  EXPECT_THAT(run.codes(), ElementsAre("dns-lookup-settings"));
  EXPECT_THAT(run.diagnose().front().cause,
              HasSubstr("gives no address (EAI_NONAME) for hub.test; its hosts file and name "
                        "servers, asked directly, give 203.0.113.10"));
}

TEST(LookUpVerdicts, AnAddressThatNoServerGives) {
  CaseBuilder run;
  const Endpoint stale{ip("203.0.113.99"), 5671};
  run.ok("amqp", "resolve", ResolveDetail{kHub, "getaddrinfo", {}, {stale.address}, {}});
  run.ends("amqp", "connect", Outcome::failed, connect_to(stale, Answer::reset, "ECONNREFUSED"))
      .at(stale);
  run.ok("", "getaddrinfo",
         LookupDetail{kHub, "glibc", true, {}, {stale.address}, {}, {ip("203.0.113.10")}});
  EXPECT_THAT(run.codes().front(), "dns-lookup-settings");
  EXPECT_EQ(run.diagnose().front().confidence, Confidence::likely);
}

TEST(LookUpVerdicts, ANameThatNobodyIsAskedFor) {
  auto run = ends_at_name(kUnknown, "hosts");
  HostDetail host;
  host.resolver.sources = std::vector<NameSource>{{"files"}};
  run.ok("", "host", host);
  EXPECT_THAT(run.codes(), ElementsAre("dns-lookup-settings"));
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("`hosts: files`"));
}

TEST(LookUpVerdicts, AnotherLibraryThatFindsTheNameIsRemarkedOn) {
  const auto cause = [](const std::vector<IpAddress>& found) {
    auto run = ends_at_name(kUnknown, "dns", {answered("NXDOMAIN")});
    run.ok("", "getaddrinfo", LookupDetail{kHub, "glibc", false, {}, found, kUnknown, {}});
    EXPECT_THAT(run.codes(), ElementsAre("dns-name-unknown"));
    return run.diagnose().front().cause;
  };
  EXPECT_THAT(cause({ip("203.0.113.10")}),
              HasSubstr("The C library here, glibc, finds 203.0.113.10"));
  EXPECT_THAT(cause({}), Not(HasSubstr("C library")));
}

}  // namespace
}  // namespace edge::probe::test
