// Properties of the whole table and of diagnose(), whatever the journal.
#include <gmock/gmock.h>

#include <random>
#include <regex>
#include <set>

#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using testing::ElementsAre;

TEST(VerdictTable, EveryRowIsComplete) {
  std::set<std::string_view> seen;
  const std::regex kebab("[a-z0-9]+(-[a-z0-9]+)*");
  for (const VerdictRow& row : verdict_rows()) {
    SCOPED_TRACE(row.code);
    EXPECT_TRUE(std::regex_match(std::string(row.code), kebab));
    EXPECT_TRUE(seen.insert(row.code).second) << "twice";
    EXPECT_FALSE(row.title.empty());
    EXPECT_LE(usual_words(row.title).size(), 90u);
    EXPECT_GE(row.fix.size(), 60u) << "a technician cannot act on this";
    EXPECT_EQ(row.fix.find('%'), std::string_view::npos);
    EXPECT_NE(row.rule, nullptr);
    EXPECT_EQ(find_verdict(row.code), &row);
  }
  EXPECT_EQ(find_verdict("no-such-verdict"), nullptr);
}

TEST(VerdictTable, StagesAreTheProfiles) {
  auto stages = transport_called("amqp-ws").stages;
  for (const TransportRow& way : endpoint_ways()) {
    stages.insert(stages.end(), way.stages.begin(), way.stages.end());
  }
  for (const VerdictRow& row : verdict_rows()) {
    if (row.stage.empty()) continue;
    EXPECT_THAT(stages, testing::Contains(row.stage)) << row.code;
  }
}

TEST(Diagnose, ThatAConnectionIsHeldIsNoPartOfConnecting) {
  CaseBuilder run;
  run.cbs_ok("amqp").ok("amqp", "link", LinkDetail{});
  run.ends("amqp", "hold", Outcome::ok, HoldDetail{8s, "", "", {}});
  run.connected = run.attempts.back().connected = true;
  run.evidence.back().end = run.attempts.back().end = run.evidence.back().begin + 8s;
  EXPECT_EQ(run.diagnose().front().cause,
            "This device connects to hub.test via AMQP within 60.0 ms, as far as asked (held for "
            "8 s).");
}

TEST(Diagnose, MasksAreTheVerdictsOfLaterStagesOfThatTransport) {
  CaseBuilder run;
  ResolveDetail unknown;
  unknown.name = kHub;
  unknown.error = {"EAI_NONAME", "EAI_NONAME"};
  run.ends("amqp", "resolve", Outcome::failed, unknown);
  const Verdict verdict = run.diagnose().front();
  EXPECT_THAT(verdict.masks, testing::Contains("tls-no-answer"));
  EXPECT_THAT(verdict.masks, testing::Not(testing::Contains("proxy-denies")));
  EXPECT_THAT(verdict.masks, testing::Not(testing::Contains("dns-no-answer")));
}

TEST(Diagnose, NothingRecordedIsStillNamed) {
  EXPECT_THAT(CaseBuilder{}.codes(), ElementsAre("path-inconclusive"));
  CaseBuilder cut_short;  // --quick stops when it knows enough
  cut_short.attempts = {{"amqp", "connect", Outcome::cancelled, {}, {}}};
  EXPECT_THAT(cut_short.codes(), ElementsAre("path-inconclusive"));
  CaseBuilder fine;
  fine.connected = true;
  EXPECT_THAT(fine.codes(), ElementsAre("connected"));
}

TEST(Diagnose, RetriesOfOneTransportAreToldApart) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::silence).tcp_fails("amqp-ws", Answer::silence);
  run.tcp("amqp").ends("amqp", "tls", Outcome::timed_out, TlsDetail{});
  EXPECT_EQ(run.codes().front(), "tls-no-answer");
}

// --- any journal ---------------------------------------------------------------------------------

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  int upto(int n) { return std::uniform_int_distribution<int>(0, n)(engine_); }
  bool flip() { return upto(1) == 1; }
  template <class T>
  T pick(std::initializer_list<T> options) {
    return *(options.begin() + upto(static_cast<int>(options.size()) - 1));
  }
  std::mt19937& engine() { return engine_; }

 private:
  std::mt19937 engine_;
};

Answer any_answer(Dice& dice) { return static_cast<Answer>(dice.upto(5)); }

IcmpError any_icmp(Dice& dice) {
  return {static_cast<std::uint8_t>(dice.upto(12)), static_cast<std::uint8_t>(dice.upto(14)),
          ip(dice.pick({"172.18.0.1", "192.168.1.1", "2001:db8::1"}))};
}

std::string any_text(Dice& dice) {
  return dice.pick<const char*>({"", "", "expired", "ECONNRESET", "EAI_AGAIN", "EAI_NONAME",
                                 "SERVFAIL", "silence", "amqp:not-found", "AMQP 3 1 0 0", "EOF"});
}

Detail any_tls(Dice& dice) {
  TlsDetail tls;
  for (int i = dice.upto(3); i > 0; --i) {
    tls.defects.push_back(static_cast<CertificateDefect>(dice.upto(4)));
  }
  if (dice.flip()) tls.chain.resize(static_cast<std::size_t>(dice.upto(2)));
  if (dice.flip()) tls.alert = dice.upto(120);
  tls.first_bytes = any_text(dice);
  tls.error = {any_text(dice), any_text(dice)};
  return tls;
}

Detail any_path(Dice& dice) {
  PathDetail path;
  path.subject = dice.pick({"amqp", "amqp-ws", "control", ""});
  path.target = hub_at(dice.flip() ? 5671 : 443);
  for (int i = dice.upto(5); i > 0; --i) {
    Hop hop{static_cast<int>(path.hops.size()) + 1, any_answer(dice), {}, {}, {}};
    if (dice.flip()) hop.from = ip("192.168.1.1");
    if (dice.flip()) hop.icmp = any_icmp(dice);
    path.hops.push_back(hop);
  }
  path.reached = dice.flip();
  return path;
}

Detail any_connect(Dice& dice) {
  ConnectDetail connect;
  for (int i = dice.upto(3); i > 0; --i) {
    const ErrorFact error{any_text(dice), any_text(dice)};
    connect.tries.push_back({hub_at(443), any_answer(dice), error, {}, {}, {}, {}});
    if (dice.flip()) connect.tries.back().icmp = any_icmp(dice);
  }
  return connect;
}

ErrorFact any_error(Dice& dice) { return {any_text(dice), any_text(dice)}; }

Detail any_other(Dice& dice) {
  switch (dice.upto(10)) {
    case 0: return ResolveDetail{any_text(dice), "dns", any_error(dice), {},
                                 {{{}, "A", "", any_text(dice), {}, {}}}};
    case 1: return ProxyDetail{"", dice.flip(), dice.upto(600), "", "", "", "", any_error(dice)};
    case 2: return WebSocketDetail{dice.upto(600), any_text(dice), "", "", "", "", any_error(dice)};
    case 3: {
      AmqpDetail amqp;
      amqp.first_bytes = any_text(dice);
      amqp.peer_header = any_text(dice);
      amqp.open_received = dice.flip();
      amqp.condition = any_text(dice);
      return amqp;
    }
    case 4: {
      CbsDetail cbs;
      if (dice.flip()) cbs.status = dice.upto(600);
      cbs.description = any_text(dice);
      return cbs;
    }
    case 5: return LinkDetail{"", any_text(dice), "", dice.upto(500000), any_error(dice)};
    case 6: return HoldDetail{1s, any_text(dice), "", any_error(dice)};
    case 7: return HostDetail{{"", "", dice.flip() ? "docker" : "", {}, {}}, {}};
    case 8: {
      IdleDetail idle;
      idle.alive = Duration{dice.upto(1000000)};
      idle.ended = Duration{dice.upto(1000000)};
      if (dice.flip()) idle.how = static_cast<SilenceEnd>(dice.upto(8));
      if (dice.flip()) idle.by = static_cast<EndedBy>(dice.upto(2));
      idle.connections = dice.upto(2);
      idle.error = any_error(dice);
      return idle;
    }
    case 9: return MessageDetail{"", 0, dice.pick({"", "rejected", "settled"}), any_text(dice),
                                 "", dice.upto(500000), any_error(dice)};
    default: return std::monostate{};
  }
}

Detail any_detail(Dice& dice) {
  switch (dice.upto(3)) {
    case 0: return any_tls(dice);
    case 1: return any_path(dice);
    case 2: return any_connect(dice);
    default: return any_other(dice);
  }
}

CaseBuilder any_case(Dice& dice) {
  CaseBuilder run;
  for (int i = dice.upto(12); i > 0; --i) {
    const std::string transport = dice.pick({"amqp", "amqp-ws", "", "mqtt"});
    const std::string stage = dice.pick({"resolve", "connect", "proxy", "tls", "websocket",
                                         "amqp-open", "cbs", "link", "message", "hold", "idle",
                                         "path", ""});
    const auto outcome = static_cast<Outcome>(dice.upto(4));
    if (dice.flip()) run.record(transport, stage, outcome, any_detail(dice));
    else run.ends(transport, stage, outcome, any_detail(dice));
  }
  run.connected = dice.flip();
  return run;
}

TEST(Diagnose, AnyJournalGetsWordsAndNothingIsEmpty) {
  for (unsigned seed = 0; seed < 1000; ++seed) {
    Dice dice(seed);
    const CaseBuilder run = any_case(dice);
    const auto verdicts = run.diagnose();
    ASSERT_FALSE(verdicts.empty()) << "seed " << seed;
    for (const Verdict& verdict : verdicts) {
      EXPECT_FALSE(verdict.cause.empty() || verdict.fix.empty()) << verdict.code << " " << seed;
      EXPECT_EQ(verdict.cause.find_first_of("{}"), std::string::npos) << verdict.cause;
      EXPECT_EQ(verdict.cause.back(), '.') << verdict.cause;
      EXPECT_TRUE(std::is_sorted(verdict.evidence.begin(), verdict.evidence.end()));
    }
  }
}

TEST(Diagnose, EveryFailedAttemptIsInSomeVerdict) {
  for (unsigned seed = 0; seed < 500; ++seed) {
    Dice dice(seed);
    const CaseBuilder run = any_case(dice);
    const auto verdicts = run.diagnose();
    for (const AttemptReport& attempt : run.attempts) {
      if (attempt.outcome != Outcome::failed && attempt.outcome != Outcome::timed_out) continue;
      EXPECT_TRUE(std::any_of(verdicts.begin(), verdicts.end(), [&](const Verdict& verdict) {
        return verdict.transport.empty() || verdict.transport == attempt.transport;
      })) << "seed " << seed << " " << attempt.transport;
    }
  }
}

TEST(Diagnose, UnrelatedEvidenceChangesNothing) {
  CaseBuilder run;
  run.tcp_fails("amqp", Answer::silence).tcp_fails("amqp-ws", Answer::silence);
  run.path("amqp", {router(1, "172.18.0.1"), silent(2)});
  run.path("amqp-ws", {router(1, "172.18.0.1"), silent(2)}).in_module_network();
  const auto expected = run.codes();
  const std::size_t related = run.evidence.size();
  for (unsigned seed = 0; seed < 200; ++seed) {
    Dice dice(seed);
    CaseBuilder noisy = run;
    noisy.record("", "note", Outcome::skipped);
    noisy.record("mqtt", "tls", Outcome::failed, any_tls(dice));
    noisy.path("elsewhere", {router(1, "10.0.0.1"), accepts(2)});
    noisy.evidence.back().outcome = Outcome::skipped;
    std::get<PathDetail>(noisy.evidence.back().detail).hops.clear();
    std::shuffle(noisy.evidence.begin() + static_cast<std::ptrdiff_t>(related),
                 noisy.evidence.end(), dice.engine());
    std::shuffle(noisy.evidence.begin(), noisy.evidence.end(), dice.engine());
    EXPECT_EQ(noisy.codes(), expected) << "seed " << seed;
  }
}

}  // namespace
}  // namespace edge::probe::test
