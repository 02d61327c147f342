// Every way a CA file can be wrong gets a sentence that names the file and the reason.
#include "common/tls/trust_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "common/tls/certificate_authority.hpp"
#include "common/tls/openssl.hpp"
#include "common/tls/tls.hpp"
#include "tests/support/tls_pair.hpp"

namespace edge::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

class TrustStore : public testing::Test {
 protected:
  TrustStore() { fs::create_directories(folder_); }
  ~TrustStore() override { fs::remove_all(folder_); }

  std::string file_with(const std::string& content) {
    const fs::path file = folder_ / "ca.pem";
    std::ofstream(file, std::ios::binary) << content;
    return file.string();
  }

  /// What a client says about `file` as its CA file.
  std::string refusal(const std::string& file) {
    TlsClientOptions options;
    options.server_name = "hub.test";
    options.ca_file = file;
    try {
      TlsClient client(options);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "accepted";
  }

  /// The reason only, without the file.
  std::string reason(const std::string& content) {
    const std::string file = file_with(content);
    const std::string text = refusal(file);
    const std::string prefix = "CA file '" + file + "': ";
    return text.rfind(prefix, 0) == 0 ? text.substr(prefix.size()) : text;
  }

  const fs::path folder_ =
      fs::path(testing::TempDir()) /
      ("trust_store_test." +
       std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
  const CertificateAuthority authority_{"test CA", test_day()};
  const CertificateAuthority other_{"other CA", WallTime{}};
};

TEST_F(TrustStore, CertificatesWithTextAroundThemAreTaken) {
  EXPECT_EQ(reason(authority_.certificate_pem()), "accepted");
  EXPECT_EQ(reason("# two of them\n" + authority_.certificate_pem() + "\n# second\n" +
                   other_.certificate_pem() + "trailing words\n"),
            "accepted");
  EXPECT_EQ(reason(authority_.private_key_pem() + authority_.certificate_pem()), "accepted");
  EXPECT_EQ(reason(authority_.certificate_pem() + authority_.certificate_pem()), "accepted");
}

TEST_F(TrustStore, FilesThatCannotBeRead) {
  const std::string missing = (folder_ / "absent.pem").string();
  EXPECT_EQ(refusal(missing),
            "CA file '" + missing + "': cannot be read: No such file or directory");
  EXPECT_EQ(refusal(folder_.string()),
            "CA file '" + folder_.string() + "': cannot be read: Is a directory");
}

TEST_F(TrustStore, FilesThatAreNotPem) {
  EXPECT_EQ(reason(""), "is empty");
  EXPECT_THAT(reason("hello"), StartsWith("is not PEM"));
  EXPECT_THAT(reason(std::string(100, '\0')), StartsWith("is not PEM"));
  EXPECT_THAT(reason("\x30\x82\x01\x0a"), StartsWith("is not PEM but DER"));
}

TEST_F(TrustStore, PemWithoutACertificate) {
  EXPECT_EQ(reason(authority_.private_key_pem()), "contains no certificate, but: PRIVATE KEY");
}

TEST_F(TrustStore, MalformedCertificates) {
  EXPECT_THAT(reason("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
              StartsWith("certificate number 1 is malformed: "));
  EXPECT_THAT(reason(authority_.certificate_pem() +
                     "-----BEGIN CERTIFICATE-----\nnot base64 at all!\n"
                     "-----END CERTIFICATE-----\n"),
              StartsWith("certificate number 2 is malformed: "));
  const std::string cut = authority_.certificate_pem();
  EXPECT_THAT(reason(cut.substr(0, cut.size() / 2)),
              StartsWith("certificate number 1 is malformed: "));
}

TEST_F(TrustStore, ControlBytesOfALabelAreNotShown) {
  EXPECT_EQ(reason("-----BEGIN \x1b[2J-----\nAAAA\n-----END \x1b[2J-----\n"),
            "contains no certificate");
}

TEST_F(TrustStore, AnEndlessFileIsRefused) {
  EXPECT_EQ(refusal("/dev/zero"),
            "CA file '/dev/zero': cannot be read: it has more than 16777216 bytes");
}

TEST_F(TrustStore, PemTextIsNamedToo) {
  TlsClientOptions options;
  options.server_name = "hub.test";
  options.ca_pem = "x";
  EXPECT_THROW(TlsClient client(options), std::runtime_error);
}

TEST_F(TrustStore, ANamelessServerIsRefused) {
  TlsClientOptions options;
  options.ca_pem = authority_.certificate_pem();
  EXPECT_THROW(TlsClient client(options), std::runtime_error);
}

TEST_F(TrustStore, ASystemBundleIsReadOnDemand) {
  std::string bundle;
  for (const char* name : {"other 1", "other 2"}) {
    bundle += CertificateAuthority(name, test_day()).certificate_pem();
  }
  bundle += "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
  for (const bool trusted : {false, true}) {
    if (trusted) bundle += authority_.certificate_pem();
    TlsClientOptions options;
    options.server_name = "hub.test";
    options.system_bundle = file_with(bundle);
    TlsClient client(options);
    TlsServer server(server_with(authority_.issue(hub_certificate())));
    TlsPair pair;
    pair.handshake(client, server);
    EXPECT_EQ(pair.client_result.has_value(), trusted);
  }
}

TEST_F(TrustStore, ASystemBundleWithoutCertificatesIsNamedWhenThereIsNothingElse) {
  TlsClientOptions options;
  options.server_name = "hub.test";
  options.system_folders = "/nonexistent:/nonexistent/either";
  for (const auto& bundle : {file_with("x"), std::string("/nonexistent.pem")}) {
    options.system_bundle = bundle;
    EXPECT_THROW(TlsClient client(options), std::runtime_error);
  }
}

/// SSL_CERT_FILE replaces the default file; the default directory counts all the same.
TEST_F(TrustStore, TheHashedDirectoryCountsBesideABundleOfOthersAndAMissingOne) {
  const auto folder = folder_ / "hashed";
  fs::create_directories(folder);
  const auto pem = authority_.certificate_pem();
  const BioPtr bio = bio_over(pem);
  const CertificatePtr certificate = parse_certificate(bio.get());
  char name[16];
  std::snprintf(name, sizeof name, "%08lx.0", X509_subject_name_hash(certificate.get()));
  std::ofstream(folder / name) << pem;
  const auto others = CertificateAuthority("other", test_day()).certificate_pem();
  for (const auto& bundle : {file_with(others), std::string("/nonexistent.pem")}) {
    TlsClientOptions options;
    options.server_name = "hub.test";
    options.system_bundle = bundle;
    options.system_folders = "/nonexistent:" + folder.string();
    TlsClient client(options);
    TlsServer server(server_with(authority_.issue(hub_certificate())));
    TlsPair pair;
    pair.handshake(client, server);
    EXPECT_TRUE(pair.client_result.has_value()) << bundle;
  }
}

/// Machines without any certificates are told so; others just work.
TEST_F(TrustStore, TheSystemsStore) {
  const SslContextPtr context(SSL_CTX_new(TLS_client_method()));
  try {
    trust_system(context.get());
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("--ca-file"));
  }
}

}  // namespace
}  // namespace edge::test
