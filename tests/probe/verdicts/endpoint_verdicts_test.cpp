// Verdicts on what is no hub: the stages that only endpoints have, and the words for them.
#include <gmock/gmock.h>

#include "probe/profiles/profiles.hpp"
#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

CaseBuilder endpoint_case(const std::string& way, std::uint16_t port) {
  CaseBuilder run;
  run.profile = endpoint_profile();
  run.host = "registry.test";
  run.targets = {{way, port, ""}};
  return run;
}

HttpDetail page(int status, std::string title = {}) {
  HttpDetail detail;
  detail.path = "/v2/";
  detail.status = status;
  detail.title = std::move(title);
  return detail;
}

TEST(EndpointVerdicts, APageThatIsNotTheRegistrysIsQuoted) {
  auto run = endpoint_case("https", 443);
  run.ends("https", "http", Outcome::failed, page(403, "Blocked by policy"));
  EXPECT_THAT(run.codes(), ElementsAre("http-answer-unexpected"));
  const Verdict verdict = run.diagnose().front();
  EXPECT_THAT(verdict.cause, HasSubstr("status 403, a page with the title \"Blocked by policy\""));
  EXPECT_THAT(verdict.fix, HasSubstr("the site's web filter: have it let registry.test through"));
}

TEST(EndpointVerdicts, SilenceAfterARequestIsNoAnswer) {
  auto run = endpoint_case("https", 443);
  run.ends("https", "http", Outcome::timed_out, page(0));
  EXPECT_THAT(run.codes(), ElementsAre("http-no-answer"));
}

TEST(EndpointVerdicts, ATimeServerIsSilentOrRefuses) {
  auto silent = endpoint_case("ntp", 123);
  NtpDetail asked;
  asked.sent = 3;
  silent.ends("ntp", "ntp", Outcome::timed_out, asked);
  EXPECT_THAT(silent.codes(), ElementsAre("time-server-silent"));
  EXPECT_THAT(silent.diagnose().front().fix, HasSubstr("allow outgoing UDP 123 to registry.test"));
  auto refuses = endpoint_case("ntp", 123);
  asked.answered = true;
  asked.refusal = "DENY";
  refuses.ends("ntp", "ntp", Outcome::failed, asked);
  EXPECT_THAT(refuses.codes(), ElementsAre("time-server-refuses"));
}

/// Nobody lost a packet: no firewall needs to let UDP 123 out.
TEST(EndpointVerdicts, ATimeServersClosedPortIsNoSilence) {
  auto refused = endpoint_case("ntp", 123);
  NtpDetail asked;
  asked.sent = 3;
  asked.error = {"ECONNREFUSED", "ECONNREFUSED, ICMP 3/3 from 192.0.2.7"};
  refused.ends("ntp", "ntp", Outcome::failed, asked);
  EXPECT_THAT(refused.codes(), ElementsAre("time-server-port-rejected"));
  EXPECT_THAT(refused.diagnose().front().cause, HasSubstr("ICMP 3/3 from 192.0.2.7"));
}

/// The rules on an agent's two ports find nothing to say of a single way.
TEST(EndpointVerdicts, OnePortIsTheWholeWay) {
  for (const auto& [answer, code] :
       {std::pair{Answer::reset, "connection-refused"}, std::pair{Answer::silence, ""}}) {
    auto run = endpoint_case("tls", 8443);
    run.tcp_fails("tls", answer);
    const Verdict verdict = run.diagnose().front();
    if (*code) EXPECT_EQ(verdict.code, code);
    EXPECT_THAT(verdict.cause + verdict.fix, Not(HasSubstr("hub")));
    EXPECT_TRUE(verdict.guide.empty());
  }
}

TEST(EndpointVerdicts, NoWordsForAnEndpointSpeakOfTheHub) {
  for (const VerdictRow& row : verdict_rows()) {
    EXPECT_EQ(row.elsewhere.find("the hub"), std::string_view::npos) << row.code;
    EXPECT_EQ(row.elsewhere.find("agent"), std::string_view::npos) << row.code;
  }
}

}  // namespace
}  // namespace edge::probe::test
