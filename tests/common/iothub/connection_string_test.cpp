#include "common/iothub/connection_string.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <stdexcept>

namespace edge {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

std::string with_key(const std::string& front) { return front + ";SharedAccessKey=" + kKey; }

/// The sentence a malformed string is refused with; empty when it was accepted.
std::string refusal(const std::string& text) {
  try {
    parse_connection_string(text);
    return {};
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

TEST(ConnectionString, DeviceWithKey) {
  const auto parsed = parse_connection_string(with_key("HostName=hub.test;DeviceId=dev1"));
  EXPECT_EQ(parsed.host_name, "hub.test");
  EXPECT_EQ(parsed.device_id, "dev1");
  EXPECT_EQ(parsed.module_id, "");
  EXPECT_EQ(parsed.shared_access_key.reveal(), kKey);
  EXPECT_EQ(parsed.target(), "hub.test");
  EXPECT_FALSE(parsed.x509);
}

TEST(ConnectionString, EveryProperty) {
  const auto parsed = parse_connection_string(
      with_key("HostName=hub.test;DeviceId=d;ModuleId=$edgeAgent;SharedAccessKeyName=device;"
               "GatewayHostName=gateway.test"));
  EXPECT_EQ(parsed.module_id, "$edgeAgent");
  EXPECT_EQ(parsed.shared_access_key_name, "device");
  EXPECT_EQ(parsed.target(), "gateway.test");
}

TEST(ConnectionString, SignatureInsteadOfKey) {
  const std::string token =
      "SharedAccessSignature sr=hub.test%2Fdevices%2Fd&sig=AAAA&se=1700000000";
  const auto parsed =
      parse_connection_string("HostName=hub.test;DeviceId=d;SharedAccessSignature=" + token);
  EXPECT_EQ(parsed.shared_access_signature.reveal(), token);
}

TEST(ConnectionString, X509NeedsNoKey) {
  EXPECT_TRUE(parse_connection_string("HostName=hub.test;DeviceId=d;x509=true").x509);
  EXPECT_TRUE(parse_connection_string("HostName=hub.test;DeviceId=d;X509Cert=True").x509);
}

TEST(ConnectionString, KeysIgnoreCaseAndUnknownOnesAreSkipped) {
  const auto parsed =
      parse_connection_string(with_key("hostname=hub.test;DEVICEID=d;CredentialScope=Device"));
  EXPECT_EQ(parsed.host_name, "hub.test");
  EXPECT_EQ(parsed.device_id, "d");
}

TEST(ConnectionString, SemicolonInsideADeviceIdentity) {
  EXPECT_EQ(parse_connection_string(with_key("HostName=hub.test;DeviceId=a;b")).device_id, "a;b");
}

TEST(ConnectionString, LineBreakAtTheEndOfAFile) {
  EXPECT_EQ(parse_connection_string(with_key("HostName=hub.test;DeviceId=d") + "\r\n").device_id,
            "d");
}

struct Refusal {
  std::string text;
  std::string sentence;  // a part of it
};

void PrintTo(const Refusal& one, std::ostream* out) { *out << one.sentence; }

class Refused : public testing::TestWithParam<Refusal> {};

TEST_P(Refused, SaysWhatIsWrongInOneSentenceWithoutTheKey) {
  const std::string sentence = refusal(GetParam().text);
  EXPECT_THAT(sentence, HasSubstr(GetParam().sentence));
  EXPECT_THAT(sentence, Not(HasSubstr("AAECAwQF")));
  EXPECT_THAT(sentence, Not(HasSubstr("\n")));
}

const std::string kTail = std::string(";SharedAccessKey=") + kKey;

INSTANTIATE_TEST_SUITE_P(
    Rules, Refused,
    testing::Values(
        Refusal{"", "connection string is empty"}, Refusal{" \n", "connection string is empty"},
        Refusal{"nonsense", "Malformed Token"}, Refusal{"a;HostName=h", "Malformed Token"},
        Refusal{"HostName=h;DeviceId=d" + kTail + ";", "ends with ';'"},
        Refusal{"DeviceId=d" + kTail, "is missing the property: HostName."},
        Refusal{"HostName=hub.test" + kTail, "DeviceId must be specified in connection string"},
        Refusal{"HostName=hub.test;DeviceId= " + kTail, "DeviceId must be specified"},
        Refusal{"HostName=;DeviceId=d" + kTail, "Missing IoT hub name"},
        Refusal{"HostName=.test;DeviceId=d" + kTail, "Missing IoT hub name"},
        Refusal{"HostName=hub.test;DeviceId=d", "Should specify either SharedAccessKey or"},
        Refusal{"HostName=hub.test;DeviceId=d;SharedAccessKey=", "Should specify either"},
        Refusal{"HostName=h.t;DeviceId=d;SharedAccessSignature=x" + kTail, "Should specify either"},
        Refusal{"HostName=h.t;DeviceId=d;x509=true" + kTail, "Should not specify either"},
        Refusal{"HostName=h.t;DeviceId=d;x509=maybe" + kTail, "invalid value for property: x509"},
        Refusal{"HostName=https://h.t;DeviceId=d" + kTail, "for property: HostName"},
        Refusal{"HostName=h.t:5671;DeviceId=d" + kTail, "for property: HostName"},
        Refusal{"HostName= h.t;DeviceId=d" + kTail, "for property: HostName"},
        Refusal{"HostName=h.t;DeviceId=a b" + kTail, "for property: DeviceId"},
        Refusal{"HostName=h.t;DeviceId=" + std::string(129, 'd') + kTail, "property: DeviceId"},
        Refusal{"HostName=h.t;DeviceId=d;ModuleId=" + kTail, "replaces a word such as $edgeAgent"},
        Refusal{"HostName=h.t;DeviceId=d" + kTail + ";ModuleId=", "ModuleId is empty"},
        Refusal{"HostName=h.t;DeviceId=d;GatewayHostName=" + kTail, "GatewayHostName is empty"},
        Refusal{"HostName=h.t;DeviceId=d;SharedAccessKeyName= " + kTail, "KeyName is empty"},
        Refusal{"HostName=h.t;DeviceId=d;ModuleId=a/b" + kTail, "for property: ModuleId"},
        Refusal{"HostName=h.t;DeviceId=d;GatewayHostName=a/b" + kTail, "property: GatewayHostName"},
        Refusal{"HostName=h.t;DeviceId=d;SharedAccessKeyName=a b" + kTail, "SharedAccessKeyName"},
        Refusal{"HostName=h.t;DeviceId=d;SharedAccessKey=AAECAwQF!", "property: SharedAccessKey "},
        Refusal{"HostName=h.t;DeviceId=d;SharedAccessKey=AAECAwQFB", "property: SharedAccessKey "},
        Refusal{"HostName=h.t;DeviceId=d;SharedAccessSignature=AAECAwQF", "SharedAccessSignature "},
        Refusal{"HostName=h.t;HostName=h.t;DeviceId=d" + kTail, "property HostName more than once"},
        Refusal{"HostName=h.t;DeviceId=d;AAECAwQF=1;AAECAwQF=1" + kTail, "more than once"},
        Refusal{std::string(4097, 'x'), "longer than 4096 bytes"}));

TEST(WithoutSecrets, HidesKeysAndSignaturesOnly) {
  EXPECT_EQ(without_secrets(with_key("HostName=h;SharedAccessKeyName=n;DeviceId=d")),
            "HostName=h;SharedAccessKeyName=n;DeviceId=d;SharedAccessKey=***");
  EXPECT_EQ(
      without_secrets("SharedAccessSignature=SharedAccessSignature sr=h&sig=s&se=1;DeviceId=d"),
      "SharedAccessSignature=***;DeviceId=d");
}

TEST(WithoutSecrets, HidesBrokenKeysWhole) {
  EXPECT_EQ(without_secrets("sharedaccesskey=ab;cd=;ef;DeviceId=d"),
            "sharedaccesskey=***;DeviceId=d");
  EXPECT_EQ(without_secrets("HostName=h; SharedAccessKey=abc"), "HostName=h; SharedAccessKey=***");
}

}  // namespace
}  // namespace edge
