// Verdicts about what a hub says of itself, at whichever stage it says so, about peers that break
// AMQP's rules, and about connections that stood and ended.
#include <gmock/gmock.h>

#include "common/amqp/error.hpp"
#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string json(int code, const std::string& message) {
  return R"({"errorCode":)" + std::to_string(code) + R"(,"trackingId":"t","message":")" + message +
         R"("})";
}

Detail closed(const std::string& condition, const std::string& description) {
  AmqpDetail amqp;
  amqp.peer_header = "AMQP 0 1 0 0";
  amqp.open_received = amqp.iot_hub = true;
  amqp.condition = condition;
  amqp.description = description;
  return amqp;
}

Detail token(std::optional<int> status, const std::string& description,
             const std::string& condition = {}) {
  CbsDetail cbs;
  cbs.audience = "hub.test/devices/dev1";
  cbs.status = status;
  cbs.description = description;
  cbs.condition = condition;
  return cbs;
}

Detail link(const std::string& condition, std::optional<int> code,
            const std::string& description = {}) {
  LinkDetail detail;
  detail.condition = condition;
  detail.hub_error_code = code;
  detail.description = description;
  return detail;
}

struct HubRow {
  std::string code, stage;
  Detail detail;
  std::string cause;  // part of it
};

void expect_hub_rows(const std::vector<HubRow>& rows) {
  for (const HubRow& row : rows) {
    SCOPED_TRACE(row.code + " in " + row.stage + ": " + row.cause);
    auto run = both_end(row.stage, Outcome::failed, row.detail);
    EXPECT_THAT(run.codes(), ElementsAre(row.code));
    const Verdict verdict = run.diagnose().front();
    EXPECT_THAT(verdict.cause, HasSubstr(row.cause));
    EXPECT_EQ(verdict.stage, row.stage);
    EXPECT_THAT(verdict.evidence, ElementsAre(1, 2));
  }
}

TEST(HubVerdicts, AReasonIsTheSameAtEveryStage) {
  const std::string throttled = json(429001, "ThrottlingException");
  expect_hub_rows({
      {"hub-throttles", "amqp-open",
       closed("com.microsoft:device-container-throttled", throttled), "it throttles"},
      {"hub-throttles", "cbs", token(429, "Throttled."), "429 \"Throttled.\""},
      {"hub-throttles", "cbs", token({}, throttled, "amqp:internal-error"), "429001"},
      {"hub-throttles", "link", link("amqp:internal-error", 503008), "hub error 503008"},
      {"hub-throttles", "link", link("com.microsoft:device-container-throttled", {}), "throttled"},
      {"hub-suspended", "link", link("com.microsoft:iot-hub-suspended", 403001), "suspended"},
      {"hub-suspended", "cbs", token(403, json(403001, "IotHubSuspended")), "403001"},
      {"hub-failing-over", "amqp-open",
       closed("amqp:connection:forced", json(404012, "FailingOver")), "it is failing over"},
      {"hub-failing-over", "link", link("amqp:not-found", 404012), "hub error 404012"},
      {"hub-quota-used-up", "link", link("com.microsoft:quota-exceeded", 403002), "quota"},
      {"device-disabled", "link", link("amqp:unauthorized-access", 403012), "disabled"},
      {"device-disabled", "cbs", token(403, json(403012, "DeviceDisabled")), "disabled"},
  });
}

TEST(HubVerdicts, OtherRefusalsKeepTheirStagesVerdict) {
  expect_hub_rows({
      {"amqp-closed", "amqp-open", closed("amqp:connection:forced", "Closed."), "forced"},
      {"cbs-refused", "cbs", token(403, "Forbidden"), "403"},
      {"link-refused", "link", link("amqp:resource-locked", 409002), "409002"},
      {"link-unauthorized", "link", link("amqp:unauthorized-access", 401002), "401002"},
  });
  const auto fix_of = [](const Detail& detail) {
    return both_end("link", Outcome::failed, detail).diagnose().front().fix;
  };
  EXPECT_THAT(fix_of(link("amqp:not-found", 404006)), HasSubstr("no such address"));
  EXPECT_THAT(fix_of(link("amqp:not-found", 404001)), HasSubstr("create it again"));
  EXPECT_THAT(fix_of(link("amqp:resource-locked", 409002)), HasSubstr("the same identity"));
  EXPECT_THAT(fix_of(link("amqp:internal-error", 500001)), HasSubstr("has trouble"));
}

/// An edgeHub takes every token and refuses the link, in words of its own.
TEST(HubVerdicts, AParentGatewaySaysAtTheLinkThatTheTokenIsNoGood) {
  auto run = both_end("link", Outcome::failed,
                      link("amqp:internal-error", {},
                           "Unable to open Events link as the connection could not be "
                           "authenticated"));
  EXPECT_THAT(run.codes(), ElementsAre("link-unauthorized"));
  EXPECT_THAT(run.diagnose()[0].cause, HasSubstr("parent gateway"));
  EXPECT_THAT(run.diagnose()[0].fix, HasSubstr("child of this gateway"));
}

TEST(HubVerdicts, APeerThatBreaksAmqpIsNotCalledSilent) {
  const auto broke = error_fact(AmqpErrc::protocol);
  AmqpDetail open;
  open.peer_header = "AMQP 0 1 0 0";
  open.error = broke;
  CbsDetail cbs;
  cbs.error = broke;
  HoldDetail hold;
  hold.error = broke;
  expect_hub_rows({{"peer-breaks-amqp", "amqp-open", open, "(seen in amqp-open)"},
               {"peer-breaks-amqp", "cbs", cbs, "(seen in cbs)"},
               {"peer-breaks-amqp", "hold", hold, "(seen in hold)"}});
}

TEST(HubVerdicts, ATestMessageThatIsNotAcceptedIsNamedWithWhatCame) {
  const auto ends = [](Outcome outcome, const MessageDetail& message) {
    CaseBuilder run;
    run.cbs_ok("amqp").ok("amqp", "link", LinkDetail{});
    return run.ends("amqp", "message", outcome, message).diagnose();
  };
  MessageDetail rejected;
  rejected.disposition = "rejected";
  rejected.condition = "amqp:link:message-size-exceeded";
  rejected.hub_error_code = 413001;
  MessageDetail quota = rejected;
  quota.hub_error_code = 403002;
  MessageDetail released;
  released.disposition = "released";
  MessageDetail cut;
  cut.error = {"EOF", "EOF"};
  MessageDetail broken;
  broken.error = error_fact(AmqpErrc::protocol);
  const struct {
    Outcome outcome;
    MessageDetail message;
    std::string code, cause;
    bool sure;
  } rows[] = {
      {Outcome::failed, rejected, "message-not-accepted",
       "the test message on it is rejected by the hub: amqp:link:message-size-exceeded, hub error "
       "413001.", true},
      {Outcome::failed, released, "message-not-accepted", "is released by the hub.", true},
      {Outcome::failed, cut, "message-not-accepted", "the connection ended (EOF).", false},
      {Outcome::timed_out, {}, "message-not-accepted", "got no answer within", false},
      {Outcome::failed, quota, "hub-quota-used-up", "403002", true},
      {Outcome::failed, broken, "peer-breaks-amqp", "(seen in message)", false}};
  for (const auto& row : rows) {
    const auto verdicts = ends(row.outcome, row.message);
    ASSERT_EQ(verdicts.size(), 1u) << row.code;
    EXPECT_EQ(verdicts[0].code, row.code);
    EXPECT_THAT(verdicts[0].cause, HasSubstr(row.cause));
    EXPECT_EQ(verdicts[0].confidence == Confidence::certain, row.sure) << row.cause;
  }
}

/// A certificate is judged at the link, and there is no token to speak of.
TEST(HubVerdicts, ALinkThatIsRefusedWithoutATokenIsAboutTheCertificate) {
  CaseBuilder run;
  run.ends("amqp", "link", Outcome::failed, link("amqp:unauthorized-access", 401002));
  const auto verdict = run.diagnose().front();
  EXPECT_EQ(verdict.code, "link-unauthorized");
  EXPECT_THAT(verdict.cause, HasSubstr("The hub refuses the telemetry link"));
  EXPECT_THAT(verdict.fix, HasSubstr("thumbprint"));
}

TEST(HubVerdicts, AConnectionThatStoodEndsInOneOfTwoWays) {
  HoldDetail cut;
  cut.held = 10s;
  cut.error = {"EOF", "EOF"};
  HoldDetail silent = cut;
  silent.error = error_fact(AmqpErrc::peer_idle);
  HoldDetail stolen = cut;
  stolen.condition = "amqp:link:stolen";
  HoldDetail throttled = cut;
  throttled.condition = "com.microsoft:device-container-throttled";
  const auto ends = [](const HoldDetail& hold) {
    CaseBuilder run;
    return run.cbs_ok("amqp").ends("amqp", "hold", Outcome::failed, hold).diagnose();
  };
  EXPECT_EQ(ends(cut)[0].code, "connection-lost");
  EXPECT_THAT(ends(cut)[0].cause, HasSubstr("after 10 s it was cut without a word (EOF)"));
  EXPECT_EQ(ends(silent)[0].code, "connection-falls-silent");
  EXPECT_THAT(ends(silent)[0].fix, Not(HasSubstr("same identity")));
  EXPECT_EQ(ends(stolen)[0].code, "connection-lost");
  EXPECT_THAT(ends(stolen)[0].fix, HasSubstr("same identity"));
  EXPECT_EQ(ends(throttled)[0].code, "hub-throttles");
  for (const auto& hold : {cut, silent, stolen, throttled}) EXPECT_EQ(ends(hold).size(), 1u);
}

}  // namespace
}  // namespace edge::probe::test
