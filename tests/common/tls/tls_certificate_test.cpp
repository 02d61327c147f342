// Defects of certificates: each alone, each pair, by the World's clock and not the machine's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/tls/tls_error.hpp"
#include "tests/support/tls_pair.hpp"

namespace edge::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::ElementsAreArray;

using Defect = CertificateDefect;

struct Flawed {
  TlsPair pair;
  CertificateAuthority foreign{"corporate inspection", test_day()};

  /// Gives the server's certificate one defect more.
  void add(Defect defect) {
    switch (defect) {
      case Defect::expired:
        pair.request.not_before = test_day() - 48h;
        pair.request.not_after = test_day() - 24h;
        break;
      case Defect::not_yet_valid:
        pair.request.not_before = test_day() + 24h;
        pair.request.not_after = test_day() + 48h;
        break;
      case Defect::wrong_name:
        pair.request.common_name = "other.test";
        pair.request.dns_names = {"other.test"};
        break;
      case Defect::untrusted_issuer: untrusted = true; break;
      case Defect::other: FAIL();
    }
  }

  void handshake() {
    TlsClientOptions options;
    options.server_name = "hub.test";
    options.ca_pem = pair.authority.certificate_pem();
    TlsClient client(options);
    TlsServer server(server_with((untrusted ? foreign : pair.authority).issue(pair.request)));
    pair.handshake(client, server);
  }

  bool untrusted = false;
};

TEST(TlsCertificate, FormsThatNoClientTakes) {
  struct Form {
    bool CertificateRequest::*member;
    Defect defect;
    std::string_view said;
  };
  constexpr Form kForms[] = {
      {&CertificateRequest::weak_key, Defect::other, "EE certificate key too weak"},
      {&CertificateRequest::weak_digest, Defect::other, "CA signature digest algorithm too weak"},
      {&CertificateRequest::client_only, Defect::other, "unsuitable certificate purpose"},
      {&CertificateRequest::self_signed, Defect::untrusted_issuer, ""},
  };
  for (const auto& [member, defect, said] : kForms) {
    TlsPair pair;
    pair.request.*member = true;
    TlsClientOptions trusting;
    trusting.server_name = "hub.test";
    trusting.ca_pem = pair.authority.certificate_pem();
    TlsServerOptions options = server_with(pair.authority.issue(pair.request));
    options.weak_certificate = true;
    TlsClient client(trusting);
    TlsServer server(options);
    pair.handshake(client, server);
    EXPECT_THAT(pair.client_detail.defects, ElementsAre(defect)) << said;
    EXPECT_EQ(pair.client_detail.defect_text, said);
  }
}

constexpr Defect kDefects[] = {Defect::expired, Defect::not_yet_valid, Defect::wrong_name,
                               Defect::untrusted_issuer};

TEST(TlsCertificate, EachDefectAlone) {
  for (const Defect defect : kDefects) {
    SCOPED_TRACE(name_of(defect));
    Flawed flawed;
    flawed.add(defect);
    flawed.handshake();
    EXPECT_EQ(flawed.pair.client_result.error(), TlsError::certificate);
    EXPECT_THAT(flawed.pair.client_detail.defects, ElementsAre(defect));
    EXPECT_EQ(flawed.pair.client_detail.error.text, "certificate verify failed");
    EXPECT_EQ(flawed.pair.client_detail.chain.size(), 1u);
    EXPECT_EQ(flawed.pair.client_detail.version, "TLSv1.3");
  }
}

TEST(TlsCertificate, EachPairOfDefects) {
  for (const Defect one : kDefects) {
    for (const Defect other : kDefects) {
      if (one >= other || (one == Defect::expired && other == Defect::not_yet_valid)) continue;
      SCOPED_TRACE(std::string(name_of(one)) + " and " + std::string(name_of(other)));
      Flawed flawed;
      flawed.add(one);
      flawed.add(other);
      flawed.handshake();
      EXPECT_EQ(flawed.pair.client_result.error(), TlsError::certificate);
      EXPECT_THAT(flawed.pair.client_detail.defects, ElementsAre(one, other));
    }
  }
}

TEST(TlsCertificate, ThreeAtOnce) {
  Flawed flawed;
  flawed.add(Defect::expired);
  flawed.add(Defect::wrong_name);
  flawed.add(Defect::untrusted_issuer);
  flawed.handshake();
  EXPECT_THAT(flawed.pair.client_detail.defects,
              ElementsAre(Defect::expired, Defect::wrong_name, Defect::untrusted_issuer));
}

/// The peer learns why by the alert that fits (RFC 8446 section 6.2).
TEST(TlsCertificate, TheServerReceivesAnAlert) {
  const std::pair<Defect, int> alerts[] = {{Defect::expired, 45},          // certificate_expired
                                           {Defect::not_yet_valid, 42},    // bad_certificate
                                           {Defect::wrong_name, 42},
                                           {Defect::untrusted_issuer, 48}};  // unknown_ca
  for (const auto& [defect, alert] : alerts) {
    SCOPED_TRACE(name_of(defect));
    Flawed flawed;
    flawed.add(defect);
    flawed.handshake();
    EXPECT_EQ(flawed.pair.server_detail.alert, alert);
    EXPECT_EQ(alert_of(flawed.pair.server_result.error()), alert);
  }
}

TEST(TlsCertificate, DatesAreHeldAgainstTheWorldsClock) {
  const std::pair<Duration, std::vector<Defect>> cases[] = {
      {-24h - 1s, {Defect::not_yet_valid}},
      {-24h, {}},
      {24h - 1s, {}},
      {24h + 1s, {Defect::expired}},
      {-24h * 365 * 9, {Defect::not_yet_valid}},
      {24h * 365 * 9, {Defect::expired}},
  };
  for (const auto& [offset, defects] : cases) {
    TlsPair pair;
    pair.world.set_wall(test_day() + offset);
    pair.handshake();
    SCOPED_TRACE(std::chrono::duration_cast<std::chrono::seconds>(offset).count());
    EXPECT_THAT(pair.client_detail.defects, ElementsAreArray(defects));
    EXPECT_EQ(pair.client_result.has_value(), defects.empty());
    EXPECT_EQ(pair.client_detail.checked_at, test_day() + offset);
  }
}

TEST(TlsCertificate, AnIpLiteralThatIsNotInTheCertificate) {
  TlsPair pair;
  pair.server_name = "192.0.2.2";
  pair.handshake();
  EXPECT_THAT(pair.client_detail.defects, ElementsAre(Defect::wrong_name));
}

TEST(TlsCertificate, WildcardsCoverOneLabel) {
  const std::pair<const char*, bool> cases[] = {
      {"contoso.azure-devices.test", true}, {"a.b.azure-devices.test", false},
      {"azure-devices.test", false}};
  for (const auto& [name, good] : cases) {
    TlsPair pair;
    pair.request.common_name = "*.azure-devices.test";
    pair.request.dns_names = {"*.azure-devices.test"};
    pair.server_name = name;
    pair.handshake();
    EXPECT_EQ(pair.client_result.has_value(), good) << name;
  }
}

TEST(TlsCertificate, TheSameNameForAnotherAuthorityIsUntrusted) {
  Flawed flawed;
  const CertificateAuthority impostor("test CA", test_day());
  TlsClientOptions options;
  options.server_name = "hub.test";
  options.ca_pem = flawed.pair.authority.certificate_pem();
  TlsClient client(options);
  TlsServer server(server_with(impostor.issue(flawed.pair.request)));
  flawed.pair.handshake(client, server);
  EXPECT_THAT(flawed.pair.client_detail.defects, ElementsAre(Defect::untrusted_issuer));
}

TEST(TlsCertificate, TheWholeChainIsRecordedAsSent) {
  Flawed flawed;
  TlsClientOptions options;
  options.server_name = "hub.test";
  options.ca_pem = flawed.pair.authority.certificate_pem();
  TlsClient client(options);
  TlsServerOptions serving = server_with(flawed.foreign.issue(flawed.pair.request));
  serving.certificate_pem += flawed.foreign.certificate_pem();
  TlsServer server(serving);
  flawed.pair.handshake(client, server);
  const TlsDetail& detail = flawed.pair.client_detail;
  ASSERT_EQ(detail.chain.size(), 2u);
  EXPECT_EQ(detail.chain[0].subject, "CN=hub.test");
  EXPECT_EQ(detail.chain[1].subject, "CN=corporate inspection");
  EXPECT_EQ(detail.chain[1].issuer, "CN=corporate inspection");
  EXPECT_THAT(detail.defects, ElementsAre(Defect::untrusted_issuer));
}

TEST(TlsCertificate, ControlBytesOfANameAreEscaped) {
  TlsPair pair;
  pair.request.common_name = "hub\x1b[31m.test";
  pair.request.dns_names = {"bell\a.test"};
  pair.handshake();
  ASSERT_EQ(pair.client_detail.chain.size(), 1u);
  EXPECT_EQ(pair.client_detail.chain[0].subject.find('\x1b'), std::string::npos);
  EXPECT_THAT(pair.client_detail.chain[0].names, ElementsAre("bell\\x07.test"));
}

TEST(TlsCertificate, AnyAnchorOfSeveralWillDo) {
  Flawed flawed;
  TlsClientOptions options;
  options.server_name = "hub.test";
  options.ca_pem = flawed.foreign.certificate_pem() + flawed.pair.authority.certificate_pem();
  TlsClient client(options);
  TlsServer server(server_with(flawed.pair.authority.issue(flawed.pair.request)));
  flawed.pair.handshake(client, server);
  EXPECT_TRUE(flawed.pair.client_result) << flawed.pair.client_detail.error.text;
}

}  // namespace
}  // namespace edge::test
