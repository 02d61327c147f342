// What a refusal or a silence says when it is held against what else was seen: the other port, the
// answer before it.
#include <gmock/gmock.h>

#include <tuple>

#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(Refusals, AnAlertIsTheReasonInItsMeaning) {
  const struct {
    int number;
    const char *cause, *fix;
  } rows[] = {{70, "alert 70 (protocol_version)", "MinProtocol"},
              {40, "alert 40 (handshake_failure)", "CipherString"},
              {112, "serves no such name", "hosts file"},
              {49, "denies the connection by its policy", "exempt"},
              {116, "demands a client certificate", "inspecting proxy"},
              {119, "with alert 119 after", "not the hub's"}};
  for (const auto& [number, cause, fix] : rows) {
    TlsDetail alert;
    alert.alert = number;
    auto run = both_end("tls", Outcome::failed, alert);
    ASSERT_THAT(run.codes(), ElementsAre("tls-refused")) << number;
    EXPECT_THAT(run.diagnose()[0].cause, HasSubstr(cause));
    EXPECT_THAT(run.diagnose()[0].fix, HasSubstr(fix));
  }
}

TEST(Refusals, AnAlertAfterTheServersCertificateIsAboutTheClients) {
  TlsDetail alert;
  alert.alert = 40;
  alert.chain.emplace_back();
  auto run = both_end("tls", Outcome::failed, alert);
  ASSERT_THAT(run.codes(), ElementsAre("tls-refused"));
  EXPECT_THAT(run.diagnose()[0].cause, HasSubstr("demands a client certificate"));
}

TEST(Refusals, CloseNotifyIsAnEndAndNoRefusal) {
  TlsDetail alert;
  alert.alert = 0;
  EXPECT_THAT(both_end("tls", Outcome::failed, alert).codes(), ElementsAre("tls-reset"));
}

TEST(Refusals, TheSameHelloOnTheOtherPortRefutesSizeAndName) {
  const Endpoint own{ip("203.0.113.10"), 5671}, web{ip("203.0.113.10"), 443},
      elsewhere{ip("203.0.113.11"), 443};
  for (const auto& [answers, code, other] :
       {std::tuple{web, "tls-blocked-on-port", "tls-no-answer"},
        std::tuple{elsewhere, "tls-no-answer", "tls-blocked-on-port"}}) {
    CaseBuilder run;
    run.ok("amqp", "connect", connect_to(own, Answer::accepted, "")).at(own);
    run.ends("amqp", "tls", Outcome::timed_out, TlsDetail{});
    run.ok("amqp-ws", "connect", connect_to(answers, Answer::accepted, "")).at(answers);
    run.ok("amqp-ws", "tls", TlsDetail{});
    EXPECT_THAT(run.codes(), Contains(code));
    EXPECT_THAT(run.codes(), Not(Contains(other)));
  }
}

TEST(Refusals, AnAnswerThatIsCutShortIsNoSilence) {
  for (const auto& [result, words] :
       {std::pair{"ECONNREFUSED", "refuses the connection (ECONNREFUSED)"},
        std::pair{"EHOSTUNREACH", "cannot be reached (EHOSTUNREACH)"},
        std::pair{"silence", "it does not answer"}}) {
    auto detail = resolve_result("EAI_AGAIN", "truncated");
    detail.exchanges.push_back(detail.exchanges.front());
    detail.exchanges.back().result = result;
    auto run = both_end("resolve", Outcome::failed, detail);
    ASSERT_THAT(run.codes(), ElementsAre("dns-truncated"));
    EXPECT_THAT(run.diagnose()[0].cause, HasSubstr(words));
  }
}

TEST(Refusals, AnAddressOutOfASearchDomainIsAnotherMachines) {
  const Endpoint other{ip("192.168.1.1"), 5671};
  const auto resolved = [](const std::string& hub, const std::string& asked) {
    ResolveDetail detail{hub, "dns", {}, {ip("192.168.1.1")}, {}};
    detail.exchanges.push_back({{ip("192.168.1.53"), 53}, "A", asked, "NOERROR", {}, {}});
    return detail;
  };
  const struct {
    std::string hub, asked, code;
  } rows[] = {{"hub.test", "hub.test.corp.test", "dns-search-domain"},
              {"hub.test.", "hub.test", "connection-refused"},
              {"hub.test", "hub.test", "connection-refused"},
              {"parent", "parent.corp.test", "connection-refused"}};  // a short name needs one
  for (const auto& [hub, asked, code] : rows) {
    CaseBuilder run;
    for (const std::string transport : {"amqp", "amqp-ws"}) {
      run.ok(transport, "resolve", resolved(hub, asked));
      run.ends(transport, "connect", Outcome::failed,
               connect_to(other, Answer::reset, "ECONNREFUSED")).at(other);
    }
    EXPECT_EQ(run.codes().front(), code) << hub << " " << asked;
  }
}

TEST(Refusals, EachPortsRejectionHasItsOwnSender) {
  CaseBuilder run;
  const auto said = [](std::uint16_t port, const char* sender, int code) {
    auto detail = connect_to({ip("203.0.113.10"), port}, Answer::icmp, "ECONNREFUSED");
    detail.tries.front().icmp = IcmpError{3, static_cast<std::uint8_t>(code), ip(sender)};
    return detail;
  };
  run.ends("amqp", "connect", Outcome::failed, said(5671, "172.18.0.1", 3)).at(hub_at(5671));
  run.ends("amqp-ws", "connect", Outcome::failed, said(443, "203.0.113.1", 13)).at(hub_at(443));
  ASSERT_EQ(run.codes().front(), "connection-rejected");
  EXPECT_THAT(run.diagnose()[0].cause, HasSubstr("port 5671 by 172.18.0.1, port unreachable"));
  EXPECT_THAT(run.diagnose()[0].cause, HasSubstr("port 443 by 203.0.113.1, administratively"));
}

TEST(Refusals, HostUnreachableIsAboutTheMachineAndNotAPort) {
  const Endpoint own{ip("203.0.113.10"), 5671}, web{ip("203.0.113.10"), 443};
  const auto said = [&](const Endpoint& peer, int code) {
    auto detail = connect_to(peer, Answer::icmp, "EHOSTUNREACH");
    detail.tries.front().icmp = IcmpError{3, static_cast<std::uint8_t>(code), ip("172.18.0.1")};
    return detail;
  };
  const struct {
    int code;
    Answer on_web;
    std::string verdict;
  } rows[] = {{1, Answer::silence, "host-unreachable"},
              {0, Answer::icmp, "host-unreachable"},
              {1, Answer::reset, "amqp-port-rejected"},
              {1, Answer::accepted, "amqp-port-rejected"},
              {13, Answer::icmp, "connection-rejected"}};
  for (const auto& [code, on_web, verdict] : rows) {
    CaseBuilder run;
    run.ends("amqp", "connect", Outcome::failed, said(own, code)).at(own);
    const auto other = on_web == Answer::icmp ? said(web, code) : connect_to(web, on_web, "");
    if (on_web == Answer::accepted) {
      run.ok("amqp-ws", "connect", other).at(web);
    } else {
      run.ends("amqp-ws", "connect", Outcome::failed, other).at(web);
    }
    EXPECT_EQ(run.codes().front(), verdict) << code;
  }
}

}  // namespace
}  // namespace edge::probe::test
