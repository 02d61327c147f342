#include "common/base/secret_gate.hpp"

#include <gtest/gtest.h>

#include <string>

#include "common/base/escape.hpp"

namespace edge {
namespace {

constexpr const char* kKey = "abcd+/EFgh12345678IJKLmnop==";

std::string shown(std::string_view secret, std::string_view text) {
  SecretGate gate;
  gate.add(secret);
  return gate.without(text);
}

TEST(SecretGate, LeavesOutASecretAndNothingElse) {
  EXPECT_EQ(shown(kKey, std::string("key ") + kKey + ", and again " + kKey),
            "key ***, and again ***");
  EXPECT_EQ(shown(kKey, "abcd+/EFgh12345678IJKLmno"), "abcd+/EFgh12345678IJKLmno");
  EXPECT_EQ(shown(kKey, ""), "");
  EXPECT_EQ(SecretGate().without("text"), "text");
}

TEST(SecretGate, KnowsItUrlEncodedInEveryWay) {
  for (const char* text :
       {"abcd%2B%2FEFgh12345678IJKLmnop%3D%3D", "abcd%2b%2fEFgh12345678IJKLmnop%3d%3d",
        "abcd%2B/EFgh12345678IJKLmnop==", "%61bcd+/EFgh12345678IJKLmnop=="}) {
    EXPECT_EQ(shown(kKey, std::string("sig=") + text + "&se=1"), "sig=***&se=1");
  }
  EXPECT_EQ(shown("pass word", "a pass+word, a pass%20word, a pass word"), "a ***, a ***, a ***");
  EXPECT_EQ(shown("100%25 secret", "100%25 secret"), "***");
}

TEST(SecretGate, KnowsItInBase64WhereverItBegins) {
  // Of "hunter2", "user:hunter2", "u:hunter2!" and "\0user\0hunter2\0x" in URL-safe letters.
  for (const char* text : {"aHVudGVyMg==", "dXNlcjpodW50ZXIy", "dTpodW50ZXIyIQ==",
                           "AHVzZXIAaHVudGVyMgB4"}) {
    EXPECT_EQ(shown("hunter2", std::string("Basic ") + text + ", x"), "Basic ***, x") << text;
  }
  EXPECT_EQ(shown("\xff\xfe\xfd\xfc\xfb\xfa", "a __79_Pv6 b //79/Pv6 c"), "a *** b *** c");
}

TEST(SecretGate, KnowsItWithoutItsFillingAndInUrlSafeLetters) {
  for (const char* text : {"abcd+/EFgh12345678IJKLmnop", "abcd-_EFgh12345678IJKLmnop",
                           "abcd-_EFgh12345678IJKLmnop==", "abcd+/EFgh12345678IJKLmnop="}) {
    EXPECT_EQ(shown(kKey, std::string("key ") + text + " end"), "key *** end") << text;
  }
}

TEST(SecretGate, KnowsItInHexadecimalDigits) {
  EXPECT_EQ(shown("hunter2?", "68756e746572323f 68756E746572323F"), "*** ***");
}

TEST(SecretGate, KnowsItAsJsonAndCAndHtmlEscapeIt) {
  EXPECT_EQ(shown(R"(pass"wo\rd)", R"({"reason":"pass\"wo\\rd"})"), R"({"reason":"***"})");
  for (const char* text :
       {R"(abcd\u002b\/EFgh12345678IJKLmnop==)", R"(abcd\x2B/EFgh12345678IJKLmnop\u003D=)",
        "abcd&#43;&#x2F;EFgh12345678IJKLmnop&equals;=", "abcd&plus;/EFgh12345678IJKLmnop"}) {
    EXPECT_EQ(shown(kKey, std::string("<p>") + text + "</p>"), "<p>***</p>") << text;
  }
  EXPECT_EQ(shown("fish&chips", "fish&amp;chips, fish&amp;amp;chips"), "***, ***");
}

TEST(SecretGate, KnowsItEscapedMoreThanOnce) {
  for (const char* text : {"abcd%252B%252FEFgh12345678IJKLmnop%253D%253D",
                           R"(abcd%5Cu002b/EFgh12345678IJKLmnop==)",
                           "abcd%26%2343%3B/EFgh12345678IJKLmnop"}) {
    EXPECT_EQ(shown(kKey, std::string("a ") + text + ", b"), "a ***, b") << text;
  }
}

TEST(SecretGate, LeavesShortOnesToThoseWhoKnowTheField) {
  EXPECT_EQ(shown("proxy", "the proxy"), "the proxy");
  EXPECT_EQ(shown("", "text"), "text");
}

TEST(SecretGate, OverlappingOnesAreLeftOutOnce) {
  SecretGate gate;
  gate.add("first-second");
  gate.add("second-third");
  gate.add("second");
  EXPECT_EQ(gate.without("a first-second-third b"), "a *** b");
}

TEST(SecretGate, SimulatedRunsDoNotKnowEachOthers) {
  const SeparateSecretGate outer;
  own_secret("outer-secret");
  {
    const SeparateSecretGate inner;
    own_secret("inner-secret");
    EXPECT_EQ(without_own_secrets("outer-secret inner-secret"), "outer-secret ***");
  }
  EXPECT_EQ(without_own_secrets("outer-secret inner-secret"), "*** inner-secret");
}

/// A text of the network is cut after a secret in it has been found.
TEST(SecretGate, WhatIsPrintableHasNoneEvenWhereItIsCut) {
  const SeparateSecretGate own;
  own_secret("my-password");
  EXPECT_EQ(printable("he said my-password", 12), "he said ***");
  EXPECT_EQ(printable("he said my-password too", 13), "he said *** t...");
}

}  // namespace
}  // namespace edge
