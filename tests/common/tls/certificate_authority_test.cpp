#include "common/tls/certificate_authority.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "common/tls/openssl.hpp"
#include "tests/support/tls_pair.hpp"

namespace edge::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(CertificateAuthority, IsKeptAndRestored) {
  const CertificateAuthority made("lasting", test_day());
  const CertificateAuthority restored(made.certificate_pem(), made.private_key_pem());
  EXPECT_EQ(restored.certificate_pem(), made.certificate_pem());
  TlsClientOptions options;
  options.server_name = "hub.test";
  options.ca_pem = made.certificate_pem();
  TlsClient client(options);
  TlsServer server(server_with(restored.issue(hub_certificate())));
  TlsPair pair;
  pair.handshake(client, server);
  EXPECT_TRUE(pair.client_result) << pair.client_detail.error.text;
}

TEST(CertificateAuthority, SerialNumbersDiffer) {
  const CertificateAuthority authority("serial", test_day());
  const auto serial = [&] {
    const IssuedCertificate issued = authority.issue(hub_certificate());
    const CertificatePtr leaf = parse_certificate(bio_over(issued.certificate_pem).get());
    const ASN1_INTEGER* number = X509_get0_serialNumber(leaf.get());
    return Bytes(ASN1_STRING_get0_data(number),
                 ASN1_STRING_get0_data(number) + ASN1_STRING_length(number));
  };
  EXPECT_NE(serial(), serial());
}

std::string refusal(const std::string& certificate, const std::string& key) {
  try {
    CertificateAuthority authority(certificate, key);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "accepted";
}

TEST(CertificateAuthority, SaysWhatIsMalformed) {
  const CertificateAuthority one("one", test_day());
  const CertificateAuthority other("other", test_day());
  const IssuedCertificate leaf = one.issue(hub_certificate());
  const std::string key = one.private_key_pem();
  EXPECT_THAT(refusal("", key), StartsWith("certificate of the authority: "));
  EXPECT_THAT(refusal("rubbish", key), StartsWith("certificate of the authority: "));
  EXPECT_THAT(refusal(one.certificate_pem(), ""), StartsWith("private key of the authority: "));
  EXPECT_THAT(refusal(one.certificate_pem(), other.private_key_pem()),
              HasSubstr("do not belong together"));
  EXPECT_THAT(refusal(leaf.certificate_pem, leaf.private_key_pem),
              HasSubstr("it is not a CA certificate"));
}

TEST(CertificateAuthority, ANameThatX509CannotHoldIsRefused) {
  const CertificateAuthority authority("long", test_day());
  CertificateRequest request = hub_certificate();
  request.common_name = std::string(65, 'x');
  EXPECT_THROW(authority.issue(request), std::runtime_error);
}

}  // namespace
}  // namespace edge::test
