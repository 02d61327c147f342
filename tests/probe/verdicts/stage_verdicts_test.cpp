// Verdicts about names, proxy, TLS, WebSocket, AMQP and identity: one stage's record each.
#include <gmock/gmock.h>

#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Row {
  std::string code;
  std::string stage;
  Outcome outcome;
  Detail detail;
  std::string cause;  // part of it
};

template <class T>
Detail with(T detail, auto&&... changes) {
  (changes(detail), ...);
  return detail;
}

std::vector<Row> name_rows() {
  return {
      {"dns-name-unknown", "resolve", Outcome::failed, resolve_result("EAI_NONAME", "NXDOMAIN"),
       "192.168.1.1 there is no host called hub.test"},
      {"dns-name-unknown", "resolve", Outcome::failed, resolve_result("EAI_NODATA", "NOERROR"),
       "has no address"},
      {"dns-server-failure", "resolve", Outcome::failed, resolve_result("EAI_AGAIN", "SERVFAIL"),
       "192.168.1.1 was asked and answers SERVFAIL"},
      {"dns-forwarder-failure", "resolve", Outcome::failed,
       resolve_result("EAI_AGAIN", "SERVFAIL", "127.0.0.11"),
       "it cannot reach the host's name servers, or they fail"},
      {"dns-server-failure", "resolve", Outcome::failed,
       resolve_result("EAI_AGAIN", "REFUSED", "127.0.0.11"), "the container engine's own resolver"},
      {"dns-no-answer", "resolve", Outcome::failed, resolve_result("EAI_AGAIN", "silence"),
       "192.168.1.1 did not answer"},
      {"dns-no-answer", "resolve", Outcome::timed_out, resolve_result("", "silence"),
       "within 30 s"},
      {"dns-no-answer", "resolve", Outcome::failed, resolve_result("EAI_AGAIN", "ECONNREFUSED"),
       "nothing listens for DNS at 192.168.1.1"},
  };
}

std::vector<Row> proxy_rows() {
  const auto answer = [](int status, bool sent) {
    return with(ProxyDetail{}, [&](ProxyDetail& proxy) {
      proxy.proxy = "http://proxy.test:3128";
      proxy.status = status;
      proxy.credentials_sent = sent;
    });
  };
  return {
      {"proxy-credentials-missing", "proxy", Outcome::failed, answer(407, false), "got none"},
      {"proxy-credentials-missing", "proxy", Outcome::failed, answer(407, true),
       "refuses the credentials"},
      {"proxy-credentials-missing", "proxy", Outcome::failed, answer(401, true),
       "refuses the credentials it was given: status 401"},
      {"proxy-denies", "proxy", Outcome::failed, answer(403, false), "denies a tunnel to hub.test"},
      {"proxy-denies", "proxy", Outcome::failed, answer(502, false), "tried and failed"},
      {"proxy-no-answer", "proxy", Outcome::timed_out, answer(0, false), "does not answer"},
      {"proxy-no-answer", "proxy", Outcome::failed, answer(0, false), "without a proper answer"},
  };
}

Detail certificate(CertificateDefect defect, const std::string& issuer = "CN=Site Inspection CA") {
  TlsDetail tls;
  tls.server_name = kHub;
  tls.checked_at = noon();
  tls.defects = {defect};
  const bool early = defect == CertificateDefect::not_yet_valid;
  const auto day = std::chrono::hours{24};
  tls.chain = {{"CN=hub.test", issuer, {"other.test", "*.other.test"},
                early ? noon() + day : noon() - 9 * day, early ? noon() + 9 * day : noon() - day,
                "00"}};
  return tls;
}

std::vector<Row> tls_rows() {
  const auto tls = [](auto change) { return with(TlsDetail{}, change); };
  return {
      {"tls-no-answer", "tls", Outcome::timed_out, TlsDetail{}, "ClientHello within 30 s"},
      {"tls-no-answer", "tls", Outcome::timed_out,
       tls([](TlsDetail& detail) { detail.bytes_received = 1448; }), "after 1448 bytes"},
      {"tls-reset", "tls", Outcome::failed,
       tls([](TlsDetail& detail) { detail.error = {"ECONNRESET", "ECONNRESET"}; }), "(ECONNRESET)"},
      {"not-tls", "tls", Outcome::failed,
       tls([](TlsDetail& detail) { detail.first_bytes = "HTTP/1.1 400 Bad Request"; }),
       "plain HTTP, as a proxy or a captive portal does"},
      {"certificate-untrusted-issuer", "tls", Outcome::failed,
       certificate(CertificateDefect::untrusted_issuer), "CN=Site Inspection CA"},
      {"certificate-untrusted-issuer", "tls", Outcome::failed,
       certificate(CertificateDefect::untrusted_issuer, "CN=DigiCert Global Root G2"),
       "lacks that root"},
      {"certificate-wrong-name", "tls", Outcome::failed,
       certificate(CertificateDefect::wrong_name), "for other.test and *.other.test, not for hub"},
      {"certificate-expired", "tls", Outcome::failed, certificate(CertificateDefect::expired),
       "valid until 2017-11-27 18:46:19 UTC; this device's clock says 2017-11-28 18:46:19 UTC"},
      {"certificate-not-yet-valid", "tls", Outcome::failed,
       certificate(CertificateDefect::not_yet_valid), "valid from 2017-11-29 18:46:19 UTC"},
  };
}

std::vector<Row> amqp_rows() {
  const auto amqp = [](auto change) { return with(AmqpDetail{}, change); };
  const auto upgrade = [](int status, std::string body_start = "") {
    return with(WebSocketDetail{}, [&](WebSocketDetail& detail) {
      detail.status = status;
      detail.body_start = body_start;
    });
  };
  return {
      {"websocket-upgrade-refused", "websocket", Outcome::failed, upgrade(404), "status 404"},
      {"websocket-upgrade-refused", "websocket", Outcome::timed_out,
       upgrade(0, "HTTP/1"),
       "no complete answer within 30 s, what came begins with \"HTTP/1\"."},
      {"websocket-subprotocol-missing", "websocket", Outcome::failed, upgrade(101), "AMQPWSB10"},
      {"not-amqp", "amqp-open", Outcome::failed,
       amqp([](AmqpDetail& detail) { detail.first_bytes = "SSH-2.0"; }), "\"SSH-2.0\""},
      {"amqp-no-answer", "amqp-open", Outcome::timed_out,
       amqp([](AmqpDetail& detail) { detail.peer_header = "AMQP 0 1 0 0"; }),
       "no OPEN within 30 s"},
      {"amqp-no-answer", "amqp-open", Outcome::timed_out, AmqpDetail{}, "nothing comes for 30 s"},
      {"amqp-no-answer", "amqp-open", Outcome::failed,
       amqp([](AmqpDetail& detail) { detail.error = {"EOF", "EOF"}; }), "the connection is ended "
                                                                        "after"},
      {"amqp-not-iot-hub", "amqp-open", Outcome::failed,
       amqp([](AmqpDetail& detail) { detail.peer_header = "AMQP 3 1 0 0"; }), "AMQP 3 1 0 0"},
      {"amqp-closed", "amqp-open", Outcome::failed,
       amqp([](AmqpDetail& detail) { detail.condition = "amqp:connection:forced"; }),
       "amqp:connection:forced"},
  };
}

std::vector<Row> identity_rows() {
  const auto cbs = [](std::optional<int> status, std::string text, Duration valid_for = 1h) {
    return with(CbsDetail{}, [&](CbsDetail& detail) {
      detail.audience = "hub.test/devices/dev1";
      detail.status = status;
      detail.description = std::move(text);
      detail.checked_at = noon();
      detail.token_expires = noon() + valid_for;
    });
  };
  const auto link = [](std::string condition, std::optional<int> code) {
    return with(LinkDetail{}, [&](LinkDetail& detail) {
      detail.condition = std::move(condition);
      detail.hub_error_code = code;
    });
  };
  return {
      {"device-not-registered", "cbs", Outcome::failed, cbs(404, "Device not registered"),
       "hub.test/devices/dev1"},
      {"token-expired", "cbs", Outcome::failed, cbs(401, "The specified SAS token is expired"),
       "the device's clock is behind"},
      {"token-expired", "cbs", Outcome::failed,
       cbs(401, "The specified SAS token is expired", -1h), "the token is old"},
      {"token-signature-invalid", "cbs", Outcome::failed,
       cbs(401, "The specified SAS token has an invalid signature."), "key does not belong"},
      {"cbs-refused", "cbs", Outcome::failed, cbs(401, "Unauthorized"), "401 \"Unauthorized\""},
      {"cbs-refused", "cbs", Outcome::failed, cbs(503, ""), "overloaded"},
      {"cbs-no-answer", "cbs", Outcome::timed_out, cbs({}, ""), "within 30 s"},
      {"link-unauthorized", "link", Outcome::failed, link("amqp:unauthorized-access", 401002),
       "hub error 401002"},
      {"link-refused", "link", Outcome::failed, link("amqp:link:stolen", {}), "amqp:link:stolen"},
      {"link-no-answer", "link", Outcome::timed_out, link("", {}),
       "does not answer the telemetry link"},
  };
}

void expect_rows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.code + ": " + row.cause);
    auto run = both_end(row.stage, row.outcome, row.detail);
    EXPECT_THAT(run.codes(), ElementsAre(row.code));
    const Verdict verdict = run.diagnose().front();
    EXPECT_THAT(verdict.cause, HasSubstr(row.cause));
    EXPECT_EQ(verdict.stage, row.stage);
    EXPECT_EQ(verdict.transport, "");
    EXPECT_THAT(verdict.evidence, ElementsAre(1, 2));
    // The same stage without failing says nothing.
    CaseBuilder fine;
    fine.connected = true;
    EXPECT_THAT(fine.ends("amqp", row.stage, Outcome::ok).codes(), ElementsAre("stage-reached"));
  }
}

TEST(StageVerdicts, Names) { expect_rows(name_rows()); }
TEST(StageVerdicts, Proxy) { expect_rows(proxy_rows()); }
TEST(StageVerdicts, Tls) { expect_rows(tls_rows()); }
TEST(StageVerdicts, WebSocketAndAmqp) { expect_rows(amqp_rows()); }
TEST(StageVerdicts, Identity) { expect_rows(identity_rows()); }

TEST(StageVerdicts, EveryDefectOfACertificateIsAVerdictMostFundamentalFirst) {
  TlsDetail tls = std::get<TlsDetail>(certificate(CertificateDefect::expired));
  tls.defects = {CertificateDefect::expired, CertificateDefect::wrong_name,
                 CertificateDefect::untrusted_issuer};
  // What opens TLS on the way has a certificate for the hub's name: this is another machine's.
  EXPECT_THAT(both_end("tls", Outcome::failed, tls).codes(),
              ElementsAre("certificate-wrong-name", "certificate-expired"));
  std::erase(tls.defects, CertificateDefect::wrong_name);
  EXPECT_THAT(both_end("tls", Outcome::failed, tls).codes(),
              ElementsAre("certificate-untrusted-issuer", "certificate-expired"));
}

TEST(StageVerdicts, DifferentCausesOnTheTwoWaysAreBothNamedMostFundamentalFirst) {
  CaseBuilder run;
  run.ends("amqp", "tls", Outcome::timed_out, TlsDetail{});
  run.ends("amqp-ws", "resolve", Outcome::failed, resolve_result("EAI_AGAIN", "SERVFAIL"));
  EXPECT_THAT(run.codes(), ElementsAre("dns-server-failure", "tls-no-answer"));
  EXPECT_EQ(run.diagnose()[0].transport, "amqp-ws");
}

TEST(StageVerdicts, ABrokerThatOpensButIsNoHubMasksWhatFollows) {
  AmqpDetail broker;
  broker.peer_header = "AMQP 0 1 0 0";
  broker.open_received = true;
  broker.container_id = "rabbit@broker";
  CbsDetail missing;
  missing.condition = "amqp:not-found";
  CaseBuilder run;
  run.tls_ok("amqp").ok("amqp", "amqp-open", broker).ends("amqp", "cbs", Outcome::failed, missing);
  EXPECT_THAT(run.codes(), ElementsAre("amqp-not-iot-hub"));
  EXPECT_EQ(run.diagnose()[0].confidence, Confidence::certain);

  CaseBuilder only_open;  // with --hub the run ends here, and well
  only_open.connected = true;
  only_open.tls_ok("amqp").ends("amqp", "amqp-open", Outcome::ok, broker);
  EXPECT_THAT(only_open.codes(), ElementsAre("amqp-not-iot-hub", "connected"));
  EXPECT_EQ(only_open.diagnose()[0].severity, Severity::warning);

  missing = {};
  missing.status = 401;  // $cbs answers: a hub after all
  CaseBuilder hub;
  hub.tls_ok("amqp").ok("amqp", "amqp-open", broker).ends("amqp", "cbs", Outcome::failed, missing);
  EXPECT_THAT(hub.codes(), ElementsAre("cbs-refused"));
}

TEST(StageVerdicts, TheEnginesResolverGivingUpIsSilenceBehindIt) {
  ResolveDetail late = resolve_result("EAI_AGAIN", "SERVFAIL", "127.0.0.11");
  late.exchanges[0].end = 4s;
  auto run = both_end("resolve", Outcome::failed, late);
  EXPECT_THAT(run.codes(), ElementsAre("dns-no-answer"));
  EXPECT_THAT(run.diagnose()[0].cause, HasSubstr("waited 4 s for the name servers behind it"));
}

TEST(StageVerdicts, AnotherVersionOfAmqpIsCalledThat) {
  AmqpDetail old;
  old.peer_header = "AMQP 0 0 9 1";
  auto run = both_end("amqp-open", Outcome::failed, old);
  EXPECT_THAT(run.codes(), ElementsAre("amqp-not-iot-hub"));
  EXPECT_THAT(run.diagnose()[0].cause, HasSubstr("another version than 1.0"));
}

TEST(StageVerdicts, ProxyUnreachable) {
  const Endpoint proxy{ip("192.168.1.20"), 3128};
  CaseBuilder run;
  run.resolved("amqp-ws", "proxy.test");
  run.ends("amqp-ws", "connect", Outcome::failed,
           connect_to(proxy, Answer::reset, "ECONNREFUSED")).at(proxy);
  EXPECT_THAT(run.codes(), ElementsAre("proxy-unreachable"));
  EXPECT_THAT(run.diagnose()[0].cause, HasSubstr("proxy.test:3128 (192.168.1.20:3128) refuses"));
}

TEST(StageVerdicts, AProxyGivenByItsAddressIsNamedOnce) {
  const Endpoint proxy{ip("192.168.1.20"), 3128};
  CaseBuilder run;
  run.resolved("amqp-ws", "192.168.1.20");
  run.ends("amqp-ws", "connect", Outcome::failed,
           connect_to(proxy, Answer::reset, "ECONNREFUSED")).at(proxy);
  EXPECT_THAT(run.diagnose()[0].cause, HasSubstr("The proxy 192.168.1.20:3128 refuses"));
}

}  // namespace
}  // namespace edge::probe::test
