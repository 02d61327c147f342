// Who answers in a hub's stead on the TLS port, and how it refuses.
#include <gmock/gmock.h>

#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TlsDetail with_alert(int number) {
  TlsDetail tls;
  tls.server_name = kHub;
  tls.alert = number;
  return tls;
}

TEST(TlsPeers, AServiceIsKnownByItsFirstBytes) {
  const struct {
    std::string bytes, cause, fix;
  } rows[] = {
      {"HTTP/1.1 400 Bad Request", "plain HTTP", "captive portal"},
      {"AMQP\\x00\\x01\\x00\\x00", "AMQP without it", "AMQPS"},
      {"SSH-2.0-OpenSSH_9.2p1", "an SSH server", "port forwards"},
      {"220 mail.example ESMTP", "a mail or file server", "port forwards"},
      {"what is this", "the answer begins with \"what is this\"", "This is not the hub"},
  };
  for (const auto& row : rows) {
    TlsDetail tls;
    tls.first_bytes = row.bytes;
    CaseBuilder run;
    run.tcp("amqp").ends("amqp", "tls", Outcome::failed, tls);
    ASSERT_THAT(run.codes(), ElementsAre("not-tls"));
    EXPECT_THAT(run.diagnose().front().cause, HasSubstr(row.cause));
    EXPECT_THAT(run.diagnose().front().fix, HasSubstr(row.fix));
  }
}

TEST(TlsPeers, AlertsThatDifferByPortAreBothNamed) {
  CaseBuilder run;
  run.tcp("amqp").ends("amqp", "tls", Outcome::failed, with_alert(70));
  run.tcp("amqp-ws").ends("amqp-ws", "tls", Outcome::failed, with_alert(112));
  EXPECT_THAT(run.codes(), ElementsAre("tls-refused"));
  const auto cause = run.diagnose().front().cause;
  EXPECT_THAT(cause, HasSubstr("203.0.113.10:5671 with alert 70 (protocol_version)"));
  EXPECT_THAT(cause, HasSubstr("203.0.113.10:443 with alert 112 (unrecognized_name)"));
}

TEST(TlsPeers, AnAlertRightAfterTheHandshakeIsARefusalOfTls) {
  AmqpDetail amqp;
  WebSocketDetail websocket;
  amqp.error = websocket.error = {"tls.alert-116", "TLS alert 116 (unknown)"};
  CaseBuilder run;
  run.tcp("amqp").ok("amqp", "tls", TlsDetail{});
  run.ends("amqp", "amqp-open", Outcome::failed, amqp);
  run.tcp("amqp-ws").ok("amqp-ws", "tls", TlsDetail{});
  run.ends("amqp-ws", "websocket", Outcome::failed, websocket);
  EXPECT_THAT(run.codes(), ElementsAre("tls-refused"));
  EXPECT_EQ(run.diagnose().front().stage, "tls");
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("demands a client certificate"));
}

TEST(TlsPeers, ACertificateWithAWeakKeyIsRefusedForIt) {
  TlsDetail tls;
  tls.defects = {CertificateDefect::other};
  tls.defect_text = "EE certificate key too weak";
  CaseBuilder run;
  run.tcp("amqp").ends("amqp", "tls", Outcome::failed, tls);
  EXPECT_THAT(run.codes(), ElementsAre("certificate-unacceptable"));
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("key too weak"));
}

TEST(TlsPeers, ACertificateThatComesAloneLacksItsIssuer) {
  TlsDetail tls;
  tls.defects = {CertificateDefect::untrusted_issuer};
  tls.chain = {{.subject = "CN=hub.test", .issuer = "CN=Microsoft TLS Issuing CA 07"}};
  CaseBuilder run;
  run.tcp("amqp").ends("amqp", "tls", Outcome::failed, tls);
  EXPECT_THAT(run.diagnose().front().cause, HasSubstr("the intermediate certificate is missing"));
  tls.chain.push_back({.subject = "CN=Microsoft TLS Issuing CA 07", .issuer = "CN=DigiCert G3"});
  CaseBuilder whole;
  whole.tcp("amqp").ends("amqp", "tls", Outcome::failed, tls);
  EXPECT_THAT(whole.diagnose().front().fix, HasSubstr("CN=DigiCert G3 must be in it"));
}

}  // namespace
}  // namespace edge::probe::test
