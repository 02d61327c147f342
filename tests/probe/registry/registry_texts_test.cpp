// What is read before anything is sent, and of answers: images' names, addresses, challenges,
// TOML, the files of engines, tokens, manifests. Each is somebody else's text.
#include <gmock/gmock.h>

#include "common/base/bytes.hpp"
#include "common/base/usage_error.hpp"
#include "common/iothub/base64.hpp"
#include "probe/registry/answers.hpp"
#include "probe/registry/challenge.hpp"
#include "probe/registry/login.hpp"
#include "probe/registry/registry_token.hpp"
#include "probe/registry/web_address.hpp"

namespace edge::probe {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string in_parts(const std::string& text) {
  const ImageReference image = parse_image(text);
  return image.host + " " + std::to_string(image.port) + " " + image.repository + " " +
         image.reference;
}

TEST(ImageReference, IsReadAsEnginesDo) {
  const std::string digest = "sha256:" + std::string(64, 'a');
  EXPECT_EQ(in_parts("nginx"), "registry-1.docker.io 443 library/nginx latest");
  EXPECT_EQ(in_parts("contoso/agent:1.5"), "registry-1.docker.io 443 contoso/agent 1.5");
  EXPECT_EQ(in_parts("mcr.microsoft.com/azureiotedge-agent:1.5"),
            "mcr.microsoft.com 443 azureiotedge-agent 1.5");
  EXPECT_EQ(in_parts("edge:5000/a/b__c-d"), "edge 5000 a/b__c-d latest");
  EXPECT_EQ(in_parts("[2001:db8::1]:5000/a"), "2001:db8::1 5000 a latest");
  EXPECT_EQ(in_parts("localhost/a:1@" + digest), "localhost 443 a " + digest);
  EXPECT_EQ(parse_image("index.docker.io/library/a").registry, "docker.io");
}

TEST(ImageReference, WhatIsNoneIsRefused) {
  const std::string long_name(300, 'a');
  for (const std::string& bad :
       {std::string(), std::string("https://a.test/b"), std::string("a.test/B"),
        std::string("a.test/b:"), std::string("a.test/b:-x"), std::string("a.test/../b"),
        std::string("a.test/b@sha256:12"), std::string("a.test/b c"), std::string("a.test:0/b"),
        std::string("a.test:99999/b"), std::string("a.test/b?x"), std::string("a.test/b\r\nX: y"),
        std::string("a.test/a..b"), std::string("a.test/a___b"), std::string("-.test/b"),
        std::string("a.test//b"), std::string("a.test/"), "a.test/" + long_name}) {
    EXPECT_THROW(parse_image(bad), UsageError) << bad;
  }
}

TEST(WebAddress, OnlyHttpsLeadsAnywhere) {
  const WebAddress good = https_address("HTTPS://auth.test:8443/token?a=b#c");
  EXPECT_EQ(good.problem, "");
  EXPECT_EQ(good.host + " " + std::to_string(good.port) + " " + good.target,
            "auth.test 8443 /token?a=b");
  EXPECT_EQ(https_address("https://auth.test").target, "/");
  EXPECT_EQ(https_address("https://auth.test?x").target, "/?x");
  EXPECT_THAT(https_address("http://auth.test/token").problem, HasSubstr("plain HTTP"));
  for (const char* bad : {"", "auth.test/token", "ftp://auth.test/", "https://", "https:///x",
                          "https://user@auth.test/", "https://a.test@b.test/", "https://a b/",
                          "https://a.test:0/", "https://a.test:65536/", "https://a.test\\@b.test/",
                          "https://a.test/\r\nX: y", "//a.test/", "file:///etc/passwd",
                          "https://\xff.test/", "https://a.test:443:1/"}) {
    EXPECT_NE(https_address(bad).problem, "") << bad;
  }
  EXPECT_NE(https_address("https://a.test/" + std::string(9000, 'a')).problem, "");
  EXPECT_THAT(https_address("http://a.test/?sig=secret").problem, testing::Not(HasSubstr("sig")));
}

TEST(Challenge, BearerComesBeforeBasic) {
  const Challenge found = usable_challenge(
      "Basic realm=\"x\", Negotiate abc==, bearer Realm=\"https://a.test/t\",service = \"a\\\"b\"");
  EXPECT_EQ(found.scheme, "bearer");
  EXPECT_EQ(found.parameter("realm"), "https://a.test/t");
  EXPECT_EQ(found.parameter("service"), "a\"b");
  EXPECT_EQ(found.parameter("scope"), "");
  EXPECT_EQ(usable_challenge("Basic realm=x").scheme, "basic");
}

TEST(Challenge, MalformedOnesEndTheList) {
  for (const char* bad :
       {"", "=", "\"", "realm=\"x\"", "NTLM", ",,,", "\x01" "Bearer realm=\"x\""}) {
    EXPECT_EQ(usable_challenge(bad).scheme, "") << bad;
  }
  EXPECT_EQ(usable_challenge("Bearer realm=\"https://a.test").parameter("realm"), "");
  std::string endless;
  for (int i = 0; i < 10000; ++i) endless += "Bearer a" + std::to_string(i) + "=b,";
  EXPECT_LE(parse_challenges(endless).size(), 8U);
}

TEST(Login, AnotherRegistrysCredentialsAreLeftAlone) {
  const std::string toml = "[agent.config.auth]\nserveraddress = \"https://contoso.azurecr.io\"\n"
                           "username = \"puller\"\npassword = \"s3cret-words\"\n";
  const auto ours = agent_login(toml, "config.toml", parse_image("contoso.azurecr.io/a"));
  ASSERT_TRUE(ours.login);
  EXPECT_EQ(ours.login->user, "puller");
  EXPECT_EQ(ours.login->password.reveal(), "s3cret-words");
  const auto others = agent_login(toml, "config.toml", parse_image("fabrikam.azurecr.io/a"));
  EXPECT_FALSE(others.login);
  EXPECT_THAT(others.note, HasSubstr("another registry"));
  EXPECT_FALSE(agent_login("", "config.toml", parse_image("a")).login);
  EXPECT_THROW(agent_login("[", "config.toml", parse_image("a")), UsageError);
}

TEST(Login, EnginesHaveTheirsByRegistryAndNamespace) {
  const auto pair = [](const char* text) { return base64_encode(as_bytes(text)); };
  const std::string json = R"({"auths": {"https://index.docker.io/v1/": {"auth": ")" +
                           pair("hub:one-pass") + R"("}, "edge.test/team": {"auth": ")" +
                           pair("team:two-pass") + R"("}, "edge.test": {"auth": ")" +
                           pair("all:three:pass") + R"("}, "x.test": {"auth": "!!"}, "y": 3},
    "credsStore": "desktop", "credHelpers": {"ecr.test": "ecr-login"}})";
  const auto team = engine_logins(json, "config.json", parse_image("edge.test/team/a"));
  ASSERT_EQ(team.logins.size(), 2U);
  EXPECT_EQ(team.logins[0].user, "team");
  EXPECT_EQ(team.logins[1].password.reveal(), "three:pass");
  EXPECT_EQ(engine_logins(json, "", parse_image("nginx")).logins.at(0).user, "hub");
  EXPECT_THAT(engine_logins(json, "", parse_image("edge.test/teams/a")).logins.at(0).user, "all");
  const auto ecr = engine_logins(json, "config.json", parse_image("ecr.test/a"));
  EXPECT_THAT(ecr.notes, ElementsAre(HasSubstr("docker-credential-ecr-login, which was not run")));
  for (const char* bad : {"", "[]", "{\"auths\": [1]}", "{\"auths\": {\"edge.test\": {}}}", "{"}) {
    EXPECT_THAT(engine_logins(bad, "", parse_image("edge.test/a")).logins, IsEmpty()) << bad;
  }
}

std::string as_token(const std::string& payload) {
  return "e30." + base64_encode(as_bytes(payload)) + ".c2ln";
}

TEST(RegistryToken, SaysWhenItEndsAndWhatItGrants) {
  const auto claims = token_claims(as_token(
      R"({"exp": 1511894779, "access": [{"Type": "repository", "Name": "a",
      "Actions": ["pull"]}]})"));
  EXPECT_TRUE(claims.readable);
  EXPECT_EQ(*claims.ends, WallTime{std::chrono::seconds{1511894779}});
  EXPECT_THAT(claims.granted_for("a"), ElementsAre("pull"));
  EXPECT_THAT(claims.granted_for("b"), IsEmpty());
  for (const std::string& bad :
       {std::string(), std::string("a.b"), std::string("..."), std::string("a.!!.c"),
        as_token("[]"), as_token(R"({"exp": -1})"), as_token(R"({"exp": 1e300})"),
        as_token(R"({"exp": 18446744073709551615, "access": 3})"), std::string(100'000, 'a')}) {
    EXPECT_FALSE(token_claims(bad).readable) << bad;
    EXPECT_FALSE(token_claims(bad).ends) << bad;
  }
}

TEST(RegistryAnswers, ErrorsAreShownSafely) {
  EXPECT_EQ(registry_error(R"({"errors": [{"code": "DENIED", "message": "no"}]})").code, "DENIED");
  EXPECT_EQ(registry_error(R"({"details": "incorrect username"})").message, "incorrect username");
  const auto hostile = registry_error("{\"errors\": [{\"code\": \"\\u001b[2J\", \"message\": \"" +
                                      std::string(5000, 'x') + "\"}]}");
  EXPECT_EQ(hostile.code.find('\x1b'), std::string::npos);
  EXPECT_LT(hostile.message.size(), 300U);
  for (const char* bad : {"", "<html>", "{\"errors\": 3}", "{\"errors\": [3]}"}) {
    EXPECT_EQ(registry_error(bad).code, "") << bad;
  }
  EXPECT_EQ(registry_error(std::string(100'000, '[')).code, "");
}

TEST(RegistryAnswers, AnIndexHasPlatformsAndAManifestABlob) {
  const std::string digest = "sha256:" + std::string(64, 'b');
  const auto index = image_manifest(
      R"({"manifests": [{"digest": ")" + digest + R"(", "platform": {"os": "linux",
      "architecture": "arm", "variant": "v7"}}, {"digest": "../../secret", "platform": {"os": "l",
      "architecture": "x"}}, {"digest": ")" + digest + R"(", "platform": {"os": "unknown"}}]})");
  ASSERT_TRUE(index);
  ASSERT_EQ(index->platforms.size(), 1U);
  EXPECT_EQ(index->platforms[0].platform, "linux/arm/v7");
  EXPECT_EQ(image_manifest(R"({"config": {"digest": ")" + digest + "\"}}")->blob, digest);
  EXPECT_EQ(image_manifest(R"({"fsLayers": [{"blobSum": ")" + digest + "\"}]}")->blob, digest);
  for (const char* bad : {"", "{}", "[]", R"({"config": {"digest": "a/../b"}})"}) {
    EXPECT_FALSE(image_manifest(bad)) << bad;
  }
}

TEST(RegistryAnswers, AVariantThatIsLeftOpenFits) {
  EXPECT_TRUE(platform_fits("linux/arm64", "linux/arm64/v8"));
  EXPECT_TRUE(platform_fits("linux/arm/v7", "linux/arm"));
  EXPECT_FALSE(platform_fits("linux/arm/v7", "linux/arm/v6"));
  EXPECT_FALSE(platform_fits("linux/arm", "linux/arm64"));
  EXPECT_TRUE(is_platform("linux/arm/v7"));
  for (const char* bad : {"", "linux", "/arm", "linux/", "a/b/c/d", "linux//arm", "Linux/arm"}) {
    EXPECT_FALSE(is_platform(bad)) << bad;
  }
}

}  // namespace
}  // namespace edge::probe
