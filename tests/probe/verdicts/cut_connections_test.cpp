// Connections that stood as far as TLS and then got no further: who cut them, and where that is
// told from random loss.
#include <gmock/gmock.h>

#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// The stage `name` timed out after segments that were sent again and never acknowledged.
CaseBuilder& swallowed(CaseBuilder& run, const std::string& transport, const std::string& name,
                       Detail detail) {
  run.ends(transport, name, Outcome::timed_out, std::move(detail)).unacknowledged(1);
  run.evidence.back().sent_again = 6;
  return run;
}

TEST(CutConnections, WhatIsNeverAcknowledgedBehindTlsIsNotTheHubsSilence) {
  CaseBuilder run;
  run.tcp("amqp").ok("amqp", "tls", TlsDetail{});
  swallowed(run, "amqp", "amqp-open", AmqpDetail{});
  run.tcp("amqp-ws").ok("amqp-ws", "tls", TlsDetail{});
  swallowed(run, "amqp-ws", "websocket", WebSocketDetail{});
  EXPECT_THAT(run.codes(), ElementsAre("connection-swallowed"));
  EXPECT_THAT(run.diagnose()[0].cause, AllOf(HasSubstr("6 segments were sent again"),
                                             HasSubstr("amqp-open"), Not(HasSubstr("random"))));
}

TEST(CutConnections, SilenceToWhatWasAcknowledgedIsTheHubs) {
  CaseBuilder run;
  run.tcp("amqp").ok("amqp", "tls", TlsDetail{});
  run.ends("amqp", "amqp-open", Outcome::timed_out, AmqpDetail{});
  EXPECT_THAT(run.codes(), ElementsAre("amqp-no-answer"));
}

TEST(CutConnections, EachWayThatEndsWithoutAWordIsOneFinding) {
  AmqpDetail amqp;
  amqp.error = {"EOF", "End of file"};
  WebSocketDetail web;
  web.error = {"EOF", "End of file"};
  CaseBuilder run;
  run.tcp("amqp").ok("amqp", "tls", TlsDetail{}).ends("amqp", "amqp-open", Outcome::failed, amqp);
  run.tcp("amqp-ws").ok("amqp-ws", "tls", TlsDetail{});
  run.ends("amqp-ws", "websocket", Outcome::failed, web);
  EXPECT_THAT(run.codes(), ElementsAre("amqp-no-answer"));
  EXPECT_THAT(run.diagnose()[0].cause, HasSubstr("stands on each port"));
}

TEST(CutConnections, ALinkWithoutAnAnswer) {
  CaseBuilder run;
  LinkDetail link;
  link.error = {"EOF", "End of file"};
  run.cbs_ok("amqp").ends("amqp", "link", Outcome::failed, link);
  EXPECT_THAT(run.codes(), ElementsAre("link-no-answer"));
  EXPECT_THAT(run.diagnose()[0].cause, AllOf(HasSubstr("accepts the token, then"),
                                             HasSubstr("without an answer")));
}

TEST(CutConnections, ALinkWithoutAnAnswerToACertificateSpeaksOfNoToken) {
  for (const auto outcome : {Outcome::failed, Outcome::timed_out}) {
    CaseBuilder run;
    LinkDetail link;
    if (outcome == Outcome::failed) link.error = {"EOF", "End of file"};
    run.amqp_ok("amqp").ends("amqp", "link", outcome, link);
    EXPECT_THAT(run.codes(), ElementsAre("link-no-answer"));
    EXPECT_THAT(run.diagnose()[0].cause, Not(HasSubstr("token")));
  }
}

}  // namespace
}  // namespace edge::probe::test
