// What may not be quoted of a log.
#include "common/base/redaction.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/probe/logs/log_support.hpp"

namespace edge::probe {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

TEST(Redaction, HidesValuesByTheirNames) {
  const std::pair<const char*, const char*> rows[] = {
      {"HostName=h;SharedAccessKey=abc+/=;x", "HostName=h;SharedAccessKey=***;x"},
      {"SharedAccessSignature sr=h&sig=a%2Bb%3D&se=17", "SharedAccessSignature sr=h&sig=***&se=17"},
      {"sharedaccesskey%3Dabc rest", "sharedaccesskey%3D*** rest"},
      {R"({"password":"p w", "user":"u"})", R"({"password":"*** w", "user":"u"})"},
      {R"({\"password\": \"pw\"})", R"({\"password\": \"***\"})"},
      {"client_secret=s3 next", "client_secret=*** next"},
      {"Authorization: Bearer abcdefghijkl", "Authorization: Bearer ***"},
      {"Proxy-Authorization: Basic dXNlcjpwdw==", "Proxy-Authorization: Basic ***"},
      {"proxy http://user:p@ss/w@proxy.test:3128/ x", "proxy http://***@proxy.test:3128/ x"},
      {"PASSWORD = hunter2", "PASSWORD = ***"},
  };
  for (const auto& [text, expected] : rows) EXPECT_EQ(redacted(text), expected);
}

TEST(Redaction, HidesLongBase64) {
  EXPECT_EQ(redacted(std::string("key ") + kKey + " end"), "key *** end");
  EXPECT_EQ(redacted("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9eyJzdWIiOiIx.x"), "***.x");
}

TEST(Redaction, LeavesWhatIsNone) {
  for (const char* text :
       {"https://mcr.microsoft.com:443/v2/azureiotedge-agent@sha256:0123", "token expired",
        "http://proxy.test:3128/", "The specified SAS token is expired", "Basic error",
        "0123456789abcdef0123456789abcdef0123456789abcdef", "lookup x on 127.0.0.53:53", ""}) {
    EXPECT_EQ(redacted(text), text);
  }
}

TEST(Redaction, IsMadeBeforeAQuoteIsCut) {
  const std::string far = "SharedAccessKey=" + std::string(kKey) + ";" + std::string(70, '.');
  const auto report = test::report_of(
      far + " (111): Connection refused, http://u:pw-4711@proxy.test " + std::string(300, 'x'));
  ASSERT_EQ(report.signatures.size(), 1u);
  EXPECT_THAT(report.signatures[0].quote, HasSubstr("(111): Connection refused"));
  EXPECT_THAT(report.signatures[0].quote, Not(HasSubstr("pw-4711")));
  EXPECT_THAT(report.signatures[0].quote, Not(HasSubstr("AAECAwQF")));
  EXPECT_LE(report.signatures[0].quote.size(), 210u);
}

}  // namespace
}  // namespace edge::probe
