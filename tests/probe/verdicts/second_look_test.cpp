// What a ClientHello that differs in one thing tells of a handshake that failed.
#include <gmock/gmock.h>

#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

HelloDetail small_hello(bool complete) {
  HelloDetail hello;
  hello.target = hub_at(5671);
  hello.max_segment = 216;
  hello.connected = true;
  hello.complete = complete;
  return hello;
}

HelloDetail unnamed_hello(bool complete) {
  HelloDetail hello = small_hello(complete);
  hello.max_segment.reset();
  hello.named = false;
  return hello;
}

HelloDetail first_byte(bool acknowledged) {
  HelloDetail hello;
  hello.target = hub_at(5671);
  hello.first_byte = true;
  hello.connected = true;
  hello.complete = acknowledged;
  return hello;
}

CaseBuilder after(Outcome outcome, const std::vector<HelloDetail>& looks, int unacknowledged = 0) {
  TlsDetail tls;
  tls.server_name = kHub;
  if (outcome == Outcome::failed) tls.error = {"ECONNRESET", "Connection reset by peer"};
  CaseBuilder run;
  run.tcp("amqp").ends("amqp", "tls", outcome, tls).at(hub_at(5671)).unacknowledged(unacknowledged);
  for (const auto& hello : looks) {
    run.record("", "hello", hello.complete ? Outcome::ok : Outcome::failed, hello);
  }
  return run;
}

TEST(SecondLook, SmallSegmentsThatPassProveTheMtu) {
  EXPECT_THAT(after(Outcome::timed_out, {small_hello(true)}).codes(),
              ElementsAre("mtu-black-hole"));
  auto measured = small_hello(true);
  measured.largest_segment = 1240;
  measured.smallest_lost = 1270;
  const auto verdict = after(Outcome::timed_out, {measured}).diagnose().front();
  EXPECT_THAT(verdict.cause, HasSubstr("packets of up to 1280 bytes pass, and those of 1310"));
  EXPECT_THAT(verdict.fix, HasSubstr("mtu=1280 azure-iot-edge"));
}

TEST(SecondLook, TheSameHelloThatPassesTakesItsMeaningFromAllOthers) {
  HelloDetail same = small_hello(true);
  same.max_segment.reset();
  const std::vector looks{same, small_hello(true), unnamed_hello(true), first_byte(false)};
  for (const Outcome outcome : {Outcome::timed_out, Outcome::failed}) {
    auto run = after(outcome, looks, 1);
    EXPECT_THAT(run.codes(), ElementsAre("packet-loss"));
    EXPECT_THAT(run.diagnose().front().cause, HasSubstr("from another source port"));
    EXPECT_THAT(run.diagnose().front().fix, HasSubstr("parallel paths of which one is dead"));
  }
}

TEST(SecondLook, AConnectionThatIsTakenRightAfterRefutesAPortThatRefuses) {
  HelloDetail taken = small_hello(true);
  taken.max_segment.reset();
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::reset, "ECONNREFUSED").tcp_fails("amqp-ws", Answer::reset);
  EXPECT_THAT(run.codes(), ElementsAre("connection-refused"));
  run.record("", "hello", Outcome::ok, taken);
  EXPECT_THAT(run.codes(), ElementsAre("packet-loss"));
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("this one by a TCP reset"));
}

TEST(SecondLook, AHelloWithoutTheNameThatIsAnsweredProvesAFilterByName) {
  auto silent = after(Outcome::timed_out, {small_hello(false), unnamed_hello(true)});
  EXPECT_THAT(silent.codes(), ElementsAre("tls-name-filtered"));
  EXPECT_THAT(silent.diagnose().front().cause, HasSubstr("does not answer"));
  auto cut = after(Outcome::failed, {unnamed_hello(true)});
  EXPECT_THAT(cut.codes(), ElementsAre("tls-name-filtered"));
  EXPECT_THAT(cut.diagnose().front().cause, HasSubstr("ends the connection after"));
}

TEST(SecondLook, AByteThatIsNotAcknowledgedProvesThatNoDataPasses) {
  const std::vector looks{small_hello(false), unnamed_hello(false), first_byte(false)};
  EXPECT_THAT(after(Outcome::timed_out, looks, 1).codes(), ElementsAre("data-dropped"));
}

TEST(SecondLook, AByteThatIsAcknowledgedProvesThatTlsIsSwallowed) {
  const std::vector looks{small_hello(false), unnamed_hello(false), first_byte(true)};
  EXPECT_THAT(after(Outcome::timed_out, looks, 1).codes(), ElementsAre("tls-filtered"));
}

TEST(SecondLook, AClientHelloThatIsAcknowledgedHasArrived) {
  const std::vector looks{small_hello(false), unnamed_hello(false), first_byte(true)};
  auto run = after(Outcome::timed_out, looks);
  EXPECT_THAT(run.codes(), ElementsAre("tls-no-answer"));
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("TCP acknowledges the ClientHello"));
}

TEST(SecondLook, NothingIsProvenByLooksThatFailToo) {
  EXPECT_THAT(after(Outcome::timed_out, {small_hello(false), unnamed_hello(false)}).codes(),
              ElementsAre("tls-no-answer"));
  EXPECT_THAT(after(Outcome::failed, {unnamed_hello(false)}).codes(), ElementsAre("tls-reset"));
  auto elsewhere = small_hello(true);
  elsewhere.target = hub_at(443);
  EXPECT_THAT(after(Outcome::timed_out, {elsewhere}).codes(), ElementsAre("tls-no-answer"));
}

}  // namespace
}  // namespace edge::probe::test
