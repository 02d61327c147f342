#include "common/iothub/sas_token.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "common/base/bytes.hpp"
#include "common/base/secret_gate.hpp"
#include "common/iothub/base64.hpp"
#include "common/iothub/connection_string.hpp"

namespace edge {
namespace {

// Keys, times and tokens of reference/azure-iot-edge.md section 1.6.
constexpr const char* kDeviceKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
constexpr const char* kHub = "contoso.azure-devices.net";
constexpr WallTime kExpires{std::chrono::seconds{1700000000}};
constexpr const char* kDeviceToken =
    "SharedAccessSignature sr=contoso.azure-devices.net%2Fdevices%2Fdev1"
    "&sig=QKiSs%2Fj3XsPN5ctMtRoJa7c%2BYA9RuV2Hs4XwTyXK8%2Bw%3D&se=1700000000";
constexpr const char* kModuleToken =
    "SharedAccessSignature sr=contoso.azure-devices.net%2Fdevices%2Fdev1%2Fmodules%2F%2524edgeAgent"
    "&sig=h%2BrQhI6QX8KzscXQtUJj9Xj5Gp45DzqprWjuaKPkNKg%3D&se=1700000000";
constexpr const char* kSingleEncodedToken =
    "SharedAccessSignature sr=contoso.azure-devices.net%2Fdevices%2Fdev1%2Fmodules%2F%24edgeAgent"
    "&sig=E030J%2BMsvUB8YEUArQj7mGi91glw%2FwwhkRJLoIXsSaE%3D&se=1700000000";

TEST(SasToken, DeviceVector) {
  const auto audience = token_audience(kHub, "dev1", "");
  EXPECT_EQ(make_sas_token(audience, kDeviceKey, kExpires).reveal(), kDeviceToken);
}

TEST(SasToken, ModuleVectorIsDoubleEncoded) {
  const auto audience = token_audience(kHub, "dev1", "$edgeAgent");
  EXPECT_EQ(audience, "contoso.azure-devices.net/devices/dev1/modules/%24edgeAgent");
  EXPECT_EQ(make_sas_token(audience, kDeviceKey, kExpires).reveal(), kModuleToken);
}

TEST(SasToken, SingleEncodedVector) {
  const std::string audience = std::string(kHub) + "/devices/dev1/modules/$edgeAgent";
  EXPECT_EQ(make_sas_token(audience, kDeviceKey, kExpires).reveal(), kSingleEncodedToken);
}

TEST(SasToken, PolicyNameIsAppended) {
  const auto token = make_sas_token(kHub, kDeviceKey, kExpires, "a b");
  EXPECT_TRUE(token.reveal().ends_with("&se=1700000000&skn=a+b"));
  EXPECT_EQ(parse_sas_token(token.reveal())->policy, "a b");
}

/// A peer, or what logs for it, may write the token or the key's bytes in another form.
TEST(SasToken, NeitherItNorItsKeyIsShownInAnotherForm) {
  const SeparateSecretGate own;
  const std::string front = "HostName=hub.test;DeviceId=d;SharedAccessKey=";
  parse_connection_string(front + kDeviceKey);
  EXPECT_EQ(without_own_secrets(
                "key 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
            "key ***");
  const Secret token = make_sas_token("hub.test/devices/d", kDeviceKey, kExpires);
  EXPECT_EQ(without_own_secrets("token " + base64_encode(as_bytes(token.reveal()))), "token ***");
  EXPECT_THAT(without_own_secrets(token.reveal()), testing::HasSubstr("&sig=***&se="));
}

TEST(SasToken, KeyMustBeBase64) {
  EXPECT_THROW(make_sas_token("a", "no key!", kExpires), std::invalid_argument);
}

TEST(SasToken, EveryVectorVerifiesOverTheReceivedResource) {
  for (const auto* text : {kDeviceToken, kModuleToken, kSingleEncodedToken}) {
    const auto token = parse_sas_token(text);
    ASSERT_TRUE(token.has_value());
    EXPECT_EQ(token->expires_s, 1700000000);
    EXPECT_TRUE(signature_matches(*token, kDeviceKey));
  }
}

TEST(SasToken, AnyChangeBreaksTheSignature) {
  const auto token = *parse_sas_token(kDeviceToken);
  auto other = token;
  other.expires_s += 1;
  EXPECT_FALSE(signature_matches(other, kDeviceKey));
  other = token;
  other.sr += "2";
  EXPECT_FALSE(signature_matches(other, kDeviceKey));
  other = token;
  other.signature = "AAAA";
  EXPECT_FALSE(signature_matches(other, kDeviceKey));
  EXPECT_FALSE(signature_matches(token, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh4="));
  EXPECT_FALSE(signature_matches(token, "not base64"));
}

TEST(SasToken, MalformedOnesAreRefused) {
  const std::string start = "SharedAccessSignature ";
  for (const std::string& text :
       {std::string{}, start, start + "sr=a&sig=b", start + "sr=a&se=1", start + "sig=a&se=1",
        start + "sr=a&sig=b&se=x", start + "sr=a&sig=b&se=-1",
        start + "sr=a&sig=b&se=", start + "sr=a&sig=%2&se=1", start + "sr=a&sr=a&sig=b&se=1",
        start + "sr=a&sig=b&se=1&se=2", start + "sr=a&sig=b&se=99999999999999999999",
        start + "sr&sig=b&se=1", std::string("Bearer sr=a&sig=b&se=1"),
        start + "sr=" + std::string(5000, 'a') + "&sig=b&se=1"}) {
    EXPECT_FALSE(parse_sas_token(text).has_value()) << text.substr(0, 80);
  }
}

TEST(SasToken, UnknownFieldsAndTheOrderDoNotMatter) {
  const auto token = parse_sas_token("SharedAccessSignature se=5&x=y&sig=a%2Bb&sr=h%2Fd");
  ASSERT_TRUE(token.has_value());
  EXPECT_EQ(token->sr, "h%2Fd");
  EXPECT_EQ(token->signature, "a+b");
}

TEST(UrlEncode, AsWebUtility) {
  EXPECT_EQ(url_encode("AZaz09-_.!*()"), "AZaz09-_.!*()");
  EXPECT_EQ(url_encode("a b$~'/:+%"), "a+b%24%7E%27%2F%3A%2B%25");
  EXPECT_EQ(url_encode("\xc3\xa9"), "%C3%A9");
}

TEST(UrlDecode, IsTheInverseAndRefusesBrokenEscapes) {
  std::string every;
  for (int c = 0; c < 256; ++c) every += static_cast<char>(c);
  EXPECT_EQ(*url_decode(url_encode(every)), every);
  EXPECT_EQ(*url_decode("%2f+"), "/ ");
  EXPECT_EQ(*percent_decode("%2f+%2B"), "/++");
  EXPECT_FALSE(percent_decode("%2"));
  for (const auto* text : {"%", "%2", "%zz", "%-1", "a%2"}) EXPECT_FALSE(url_decode(text)) << text;
}

TEST(Base64, VectorsOfRfc4648) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : vectors) {
    EXPECT_EQ(base64_encode(as_bytes(plain)), encoded);
    EXPECT_EQ(as_text(*base64_decode(encoded)), plain);
  }
}

TEST(Base64, IncompleteOrForeignTextIsRefused) {
  for (const auto* text : {"Zg", "Zg=", "Z===", "====", "Zg==Zg==", "Zm-v", "Zm9v!"}) {
    EXPECT_FALSE(base64_decode(text)) << text;
  }
  EXPECT_EQ(as_text(*base64_decode("Zm9v\r\n Yg==")), "foob");
}

}  // namespace
}  // namespace edge
