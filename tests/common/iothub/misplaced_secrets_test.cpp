#include "common/iothub/misplaced_secrets.hpp"

#include <gtest/gtest.h>

#include <string>

#include "common/base/secret_gate.hpp"
#include "common/iothub/sas_token.hpp"

namespace edge {
namespace {

constexpr const char* kPasted = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

TEST(MisplacedSecrets, AreKeysSignaturesAndPasswords) {
  for (const std::string& text :
       {std::string("HostName=h;DeviceId=d;SharedAccessKey=") + kPasted,
        std::string("h;sharedaccesskey=x"), std::string("a?sig%3Dabc"),
        std::string("SharedAccessSignature sr=h&sig=abc&se=1"),
        std::string("http://user:abc@proxy:3128"), std::string("http://user:a/b@c@proxy"),
        std::string("user:password"), std::string("user:70000"), std::string(kPasted)}) {
    EXPECT_TRUE(holds_secret(text)) << text;
  }
}

TEST(MisplacedSecrets, AreNoAddressesPathsOrWords) {
  for (const char* text :
       {"", "hub.example", "hub.example:5671", "192.0.2.1:53", "2001:db8::1", "[2001:db8::1]:53",
        "http://proxy:3128", "http://user@proxy", "C:\\reports\\a", "host:/path", "json=/tmp/a",
        "SharedAccessKeyName=iothubowner", "port-dropped at=host", "a:", ":b", "YWJj", "30s"}) {
    EXPECT_FALSE(holds_secret(text)) << text;
  }
}

TEST(MisplacedSecrets, AnArgumentWithOneIsNotQuoted) {
  const std::string string = std::string("HostName=h;SharedAccessKey=") + kPasted;
  const SeparateSecretGate own;
  for (const auto& argument : {string, "@" + string, "--adress=" + string, "text=" + string}) {
    guard_argument(argument);
    EXPECT_EQ(without_own_secrets("run " + argument + ": no such option"),
              "run ***: no such option");
  }
  EXPECT_EQ(without_own_secrets("cannot read " + string), "cannot read ***");
  EXPECT_EQ(without_own_secrets(kPasted), "***");
  guard_argument("--proxy=http://user:p%40ssword@proxy:3128");
  EXPECT_EQ(without_own_secrets("he said p@ssword"), "he said ***");
}

TEST(MisplacedSecrets, AVariableHasMoreColonsThanPasswords) {
  const SeparateSecretGate own;
  guard_variable("/usr/bin:/bin");
  guard_variable("user:password");
  guard_variable("http://user:secret@proxy");
  EXPECT_EQ(without_own_secrets("/usr/bin:/bin, user:password, user:secret"),
            "/usr/bin:/bin, user:password, ***");
}

/// What stands in place of a signature may be anything: it ends where the next field begins.
TEST(MisplacedSecrets, SignaturesAreMaskedToTheirEnd) {
  const std::pair<const char*, const char*> rows[] = {
      {"sr=h&sig=abc&se=1", "sr=h&sig=***&se=1"},
      {"sr=h&sig=a,b;c}d\"e f'g]&se=1&skn=x", "sr=h&sig=***&se=1&skn=x"},
      {"sr=h&sig=a&b&SE=1", "sr=h&sig=***&SE=1"},
      {"SIG=abc", "SIG=***"},
      {"sr%3Dh%26sig%3Dabc%26se%3D1", "sr%3Dh%26sig%3D***%26se%3D1"},
      {"sig=a&se=1, sig=b&se=2", "sig=***&se=1, sig=***&se=2"},
      {"no signature", "no signature"}};
  for (const auto& [text, masked] : rows) EXPECT_EQ(without_signatures(text), masked);
}

}  // namespace
}  // namespace edge
