#include "simulator/hub/amqp/put_token.hpp"

#include <gtest/gtest.h>

#include "common/iothub/sas_token.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;

constexpr const char* kPutTokenKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
constexpr const char* kSasType = "servicebus.windows.net:sastoken";
constexpr WallTime kPutTokenNow{std::chrono::seconds{1700000000}};

TokenAnswer answer_to_put_token(const PutToken& asked) {
  static const DeviceRegistry registry(
      {{"dev1", "", kPutTokenKey}, {"dev1", "$edgeAgent", ""}, {"a+b", "", kPutTokenKey}});
  return check_put_token("hub.test", registry, asked, kPutTokenNow);
}

TokenAnswer with_good_token(const std::string& name, const std::string& audience) {
  const auto token = make_sas_token(audience, kPutTokenKey, kPutTokenNow + 1h);
  return answer_to_put_token({"put-token", kSasType, name, std::string(token.reveal())});
}

TEST(PutToken, AcceptsEveryFormOfNameThatRealClientsSend) {
  const Identity dev1{"dev1", ""}, plus{"a+b", ""}, agent{"dev1", "$edgeAgent"};
  const std::string agents = token_audience("hub.test", "dev1", "$edgeAgent");
  const std::tuple<const char*, std::string, Identity> rows[] = {
      {"hub.test/devices/dev1", "hub.test/devices/dev1", dev1},      // C#, C
      {"hub.test%2Fdevices%2Fdev1", "hub.test/devices/dev1", dev1},  // Node
      {"HUB.test/devices/dev1", "hub.test/devices/dev1", dev1},      // host names have no case
      {"hub.test/devices/a+b", "hub.test/devices/a+b", plus},
      {"hub.test/devices/a%2Bb", "hub.test/devices/a%2Bb", plus},
      {"hub.test/devices/dev1/modules/$edgeAgent", agents, agent},
      {"hub.test/devices/dev1/modules/%24edgeAgent", agents, agent},
      {"hub.test%2Fdevices%2Fdev1%2Fmodules%2F%2524edgeAgent", agents, agent},
  };
  for (const auto& [name, audience, identity] : rows) {
    const auto answer = with_good_token(name, audience);
    EXPECT_EQ(answer.status, 200) << name << ": " << answer.description;
    EXPECT_EQ(answer.identity, identity) << name;
  }
}

TEST(PutToken, ANameThatIsNoIdentitysOfThisHubIsABadRequest) {
  for (const char* name : {"other.test/devices/dev1", "hub.test", "hub.test/devices/",
                           "hub.test/devices/dev1/modules/", ""}) {
    const auto answer = with_good_token(name, "hub.test/devices/dev1");
    EXPECT_EQ(answer.status, 400) << name;
    EXPECT_EQ(answer.description, "The token's name is not a resource of this IoT hub.");
  }
}

TEST(PutToken, AnotherOperationOrTypeIsABadRequest) {
  const std::string name = "hub.test/devices/dev1";
  EXPECT_EQ(answer_to_put_token({"delete-token", kSasType, name, ""}).description,
            "The operation is not supported.");
  EXPECT_EQ(answer_to_put_token({"put-token", "jwt", name, ""}).description,
            "The token type is not supported.");
  EXPECT_EQ(answer_to_put_token({"", "", name, ""}).status, 400);
}

TEST(PutToken, TheTokenItselfIsJudgedAsEverywhere) {
  EXPECT_EQ(with_good_token("hub.test/devices/dev1", "hub.test/devices/a+b").status, 401);
  EXPECT_EQ(with_good_token("hub.test/devices/nobody", "hub.test/devices/nobody").status, 404);
}

}  // namespace
}  // namespace edge::sim
