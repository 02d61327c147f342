// The control endpoint from outside: what each request changes in the hub, and how it is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/http/exchange.hpp"
#include "tests/support/control_fixture.hpp"

namespace edge::sim {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

struct ControlTest : testing::Test, test::ControlFixture {
  std::string code_of(const test::ControlAnswer& answer) {
    return std::to_string(answer.status) + " " + answer.body["error"]["code"].get<std::string>();
  }
  void arrive(const std::string& device, const std::string& body) {
    Arrival arrival;
    arrival.from = {device, {}};
    arrival.body = body;
    core().telemetry().add(std::move(arrival));
  }
};

TEST_F(ControlTest, NothingIsToldWithoutTheToken) {
  for (const auto& route : {"/devices", "/nothing", "/messages"}) {
    const auto answer = ask_raw(std::string("GET ") + route +
                                " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(code_of(answer), "401 token-required") << route;
    EXPECT_EQ(answer.head.field("www-authenticate"), "Bearer");
  }
}

TEST_F(ControlTest, KeysAreShownOnlyWhenAskedFor) {
  const auto device = ask("GET", "/devices/dev1");
  EXPECT_EQ(device.status, 200);
  EXPECT_EQ(device.body, json::parse(R"({"deviceId": "dev1", "status": "enabled",
      "connectionState": "Disconnected", "authentication": {"type": "sas"},
      "cloudToDeviceMessageCount": 0, "capabilities": {"iotEdge": true}})"));
  for (const char* target : {"/devices", "/devices/dev1", "/devices/dev1/modules"}) {
    EXPECT_THAT(ask("GET", target).body.dump(), Not(HasSubstr(kDeviceKey))) << target;
    EXPECT_THAT(ask("GET", std::string(target) + "?keys=true").body.dump(), HasSubstr(kDeviceKey));
  }
  EXPECT_EQ(ask("GET", "/devices/dev1/modules/%24edgeAgent/connection-string").body,
            json({{"connectionString",
                   std::string("HostName=hub.test;DeviceId=dev1;ModuleId=$edgeAgent;"
                               "SharedAccessKey=") + kDeviceKey}}));
}

TEST_F(ControlTest, DevicesAreListedInPages) {
  EXPECT_EQ(ask("POST", "/devices", R"([{"deviceId": "a"}, {"deviceId": "b"},
      {"deviceId": "b", "moduleId": "m"}])").body, json({{"put", 3}}));
  const auto ids = [&](const std::string& query) {
    std::vector<std::string> found;
    for (const auto& device : ask("GET", "/devices" + query).body) {
      found.push_back(device["deviceId"]);
    }
    return found;
  };
  EXPECT_THAT(ids(""), testing::ElementsAre("a", "b", "dev1", "dev2"));
  EXPECT_THAT(ids("?limit=2"), testing::ElementsAre("a", "b"));
  EXPECT_THAT(ids("?limit=2&after=b"), testing::ElementsAre("dev1", "dev2"));
  EXPECT_THAT(ids("?after=dev2"), testing::IsEmpty());
}

TEST_F(ControlTest, ADeviceIsAddedChangedAndRemoved) {
  const auto made = ask("PUT", "/devices/new?keys=true", R"({"capabilities": {"iotEdge": true}})");
  ASSERT_EQ(made.status, 200);
  const std::string key = made.body["authentication"]["symmetricKey"]["primaryKey"];
  EXPECT_EQ(key.size(), 44u);
  EXPECT_EQ(core().registry().find({"new", {}})->key, key);
  EXPECT_NE(core().registry().find({"new", "$edgeAgent"}), nullptr);
  EXPECT_NE(core().registry().find({"new", "$edgeHub"}), nullptr);

  // What is not said again stays.
  EXPECT_EQ(ask("PUT", "/devices/new", R"({"status": "disabled"})").body["status"], "disabled");
  EXPECT_EQ(core().registry().find({"new", {}})->key, key);
  EXPECT_EQ(ask("PATCH", "/devices/new", R"({"status": "enabled"})").status, 200);
  EXPECT_TRUE(core().registry().find({"new", {}})->enabled);

  EXPECT_EQ(ask("DELETE", "/devices/new").status, 204);
  EXPECT_EQ(core().registry().find({"new", {}}), nullptr);
  EXPECT_EQ(core().registry().find({"new", "$edgeAgent"}), nullptr);
  EXPECT_EQ(code_of(ask("GET", "/devices/new")), "404 device-not-found");
}

TEST_F(ControlTest, CertificatesTakeTheKeysPlace) {
  const std::string print(64, 'a');
  const auto made = ask("PUT", "/devices/dev2", json({{"authentication",
      {{"type", "selfSigned"}, {"x509Thumbprint", {{"primaryThumbprint", print}}}}}}).dump());
  EXPECT_EQ(made.body["authentication"]["type"], "selfSigned");
  EXPECT_EQ(core().registry().find({"dev2", {}})->thumbprints, std::vector{print});
  EXPECT_EQ(core().registry().find({"dev2", {}})->key, "");
  EXPECT_EQ(ask("GET", "/devices/dev2/connection-string").body["connectionString"],
            "HostName=hub.test;DeviceId=dev2;x509=true");
  ask("PUT", "/devices/dev2", R"({"authentication": {"type": "certificateAuthority"}})");
  EXPECT_TRUE(core().registry().find({"dev2", {}})->authority_signed);
}

TEST_F(ControlTest, WhatMakesNoSenseIsRefusedInWords) {
  struct Row {
    const char *method, *target, *body, *expected;
  };
  const Row rows[] = {
      {"PUT", "/devices/x", "{", "400 malformed-body"},
      {"PUT", "/devices/x", "[]", "400 malformed-body"},
      {"PUT", "/devices/x", R"({"colour": "red"})", "400 unknown-key"},
      {"PUT", "/devices/x", R"({"deviceId": "y"})", "400 malformed-body"},
      {"PUT", "/devices/x", R"({"status": "asleep"})", "400 malformed-body"},
      {"PUT", "/devices/x", R"({"authentication": {"type": "none"}})", "400 malformed-body"},
      {"PUT", "/devices/x", R"({"authentication": {"symmetricKey": {"primaryKey": "?"}}})",
       "400 malformed-identity"},
      {"PUT", "/devices/x", R"({"authentication": {"type": "selfSigned"}})", "400 malformed-body"},
      {"PUT", "/devices/x", R"({"authentication": {"x509Thumbprint": {}}})", "400 malformed-body"},
      {"PUT", "/devices/a%2Fb", "{}", "400 malformed-identity"},
      {"PUT", "/devices/..%2F..%2Fetc", "{}", "400 malformed-identity"},
      {"PUT", "/devices/x/modules/m", "{}", "404 device-not-found"},
      {"POST", "/devices", "{}", "400 malformed-body"},
      {"POST", "/devices", R"([{"deviceId": "a"}, {"deviceId": "a"}])", "400 malformed-body"},
      {"POST", "/devices", R"([{"deviceId": "a"}, {"deviceId": "b c"}])",
       "400 malformed-identity"},
      {"POST", "/devices", R"([{"deviceId": "x", "moduleId": "m"}])", "404 device-not-found"},
      {"PATCH", "/devices/dev1", R"({"key": "x"})", "400 unknown-key"},
      {"DELETE", "/devices/x", "", "404 device-not-found"},
      {"GET", "/devices/dev1/modules/x", "", "404 module-not-found"},
      {"GET", "/devices?limit=-1", "", "400 malformed-parameter"},
      {"GET", "/devices?keys=perhaps", "", "400 malformed-parameter"},
      {"GET", "/messages?wait=1h", "", "400 malformed-parameter"},
      {"POST", "/devices/x/messages", "{}", "404 device-not-found"},
      {"POST", "/devices/dev1/messages", R"({"bodyBase64": "?"})", "400 malformed-body"},
      {"POST", "/devices/dev1/messages", R"({"body": "a", "bodyBase64": "AAAA"})",
       "400 malformed-body"},
      {"POST", "/devices/dev1/messages", R"({"expiresInSeconds": 0})", "400 malformed-body"},
      {"POST", "/devices/dev1/disconnect", "", "404 device-not-online"},
      {"POST", "/twins/dev1/methods", "{}", "400 malformed-body"},
      {"POST", "/twins/dev1/methods", R"({"methodName": "m"})", "404 device-not-online"},
      {"POST", "/twins/dev1/methods", R"({"methodName": "m", "connectTimeoutInSeconds": -1})",
       "400 malformed-body"},
      {"POST", "/twins/dev1/methods", R"({"methodName": "m", "responseTimeoutInSeconds": 301})",
       "400 malformed-body"},
      {"PATCH", "/twins/dev1", R"({"desired": {}})", "400 unknown-key"},
      {"PATCH", "/twins/dev1", R"({"properties": {"desired": 7}})", "400 malformed-body"},
      {"PATCH", "/twins/dev1", R"({"properties": {"desired": {"$version": 2}}})",
       "400 reserved-name"},
      {"PUT", "/twins/dev1", R"({"properties": {"desired": {"a": {"$b": 2}}}})",
       "400 reserved-name"},
      {"PUT", "/twins/dev1",
       R"({"properties": {"desired": {"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":[[]]}}}}}}}}}}})",
       "400 too-deep"},
      {"POST", "/faults", R"({"status": 401})", "400 malformed-body"},
      {"POST", "/faults", R"({"name": "rain"})", "400 fault-refused"},
      {"POST", "/faults", R"({"name": "cbs-refused", "status": {}})", "400 malformed-body"},
      {"DELETE", "/faults/cbs-refused", "", "404 fault-not-active"},
  };
  const auto before = core().registry().all();
  for (const auto& [method, target, body, expected] : rows) {
    EXPECT_EQ(code_of(ask(method, target, body)), expected) << method << " " << target << body;
  }
  EXPECT_EQ(core().registry().all(), before);
}

TEST_F(ControlTest, AVeryDeepBodyIsRefused) {
  const std::string deep = std::string(400'000, '[') + std::string(400'000, ']');
  EXPECT_EQ(code_of(ask("PUT", "/devices/x", deep)), "400 malformed-body");
}

TEST_F(ControlTest, AMessageForADeviceWaits) {
  const auto sent = ask("POST", "/devices/dev1/messages",
                        R"({"body": {"a": 1}, "properties": {"k": "v"}, "expiresInSeconds": 60})");
  EXPECT_EQ(sent.status, 201);
  EXPECT_FALSE(sent.body["messageId"].get<std::string>().empty());
  const auto& waiting = core().states().at({"dev1", {}}).waiting;
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(waiting.front().body, R"({"a":1})");
  EXPECT_EQ(waiting.front().properties.at("k"), "v");
  EXPECT_EQ(waiting.front().expires, world.wall() + std::chrono::seconds{60});
  EXPECT_EQ(ask("GET", "/devices/dev1").body["cloudToDeviceMessageCount"], 1);
}

TEST_F(ControlTest, ATwinIsReadChangedAndReplaced) {
  const auto first = ask("GET", "/twins/dev1");
  EXPECT_EQ(first.body["properties"]["desired"]["$version"], 1);
  const auto changed = ask("PATCH", "/twins/dev1",
                           R"({"properties": {"desired": {"a": 1, "b": 2}}})",
                           "If-Match: " + first.head.field("etag") + "\r\n");
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(changed.body["properties"]["desired"]["a"], 1);
  EXPECT_EQ(changed.body["etag"], "\"2\"");
  const auto late = ask("PATCH", "/twins/dev1", R"({"properties": {"desired": {"a": 5}}})",
                        "If-Match: \"1\"\r\n");
  EXPECT_EQ(code_of(late), "412 wrong-version");
  const auto replaced = ask("PUT", "/twins/dev1", R"({"properties": {"desired": {"c": 3}}})");
  EXPECT_FALSE(replaced.body["properties"]["desired"].contains("a"));
  EXPECT_EQ(replaced.body["properties"]["desired"]["c"], 3);
  EXPECT_EQ(ask("GET", "/twins/dev1").body, replaced.body);
}

TEST_F(ControlTest, ArrivalsAreReadInOrderAndOnlyOnce) {
  arrive("dev1", "one");
  arrive("dev2", std::string("\xff\x00", 2));
  arrive("dev1", "three");
  const auto all = ask("GET", "/messages").body;
  ASSERT_EQ(all["messages"].size(), 3u);
  EXPECT_EQ(all["messages"][0]["body"], "one");
  EXPECT_EQ(all["messages"][1]["bodyBase64"], "/wA=");
  EXPECT_EQ(all["newest"], 3);
  EXPECT_EQ(ask("GET", "/messages?limit=1&after=1").body["messages"][0]["sequence"], 2);
  EXPECT_EQ(ask("GET", "/messages?device=dev1&after=1").body["messages"][0]["body"], "three");
  EXPECT_EQ(ask("GET", "/messages?after=3").body["messages"], json::array());
}

TEST_F(ControlTest, AWaitEndsWithTheNextMessageOrWithItsTime) {
  const std::string text = std::string("GET /messages?after=0&wait=10s HTTP/1.1\r\n"
                                       "Host: localhost\r\nAuthorization: Bearer ") +
                           test::kControlToken + "\r\n\r\n";
  const auto waiting = test::start(world.loop().context(), exchange(text));
  world.advance(std::chrono::seconds{9});
  EXPECT_FALSE(waiting->done());
  arrive("dev1", "late");
  world.advance(std::chrono::milliseconds{1});
  ASSERT_TRUE(waiting->done());
  EXPECT_EQ(waiting->take().body["messages"][0]["body"], "late");

  const Instant begun = world.now();
  EXPECT_EQ(ask("GET", "/messages?after=1&wait=10s").body["messages"], json::array());
  EXPECT_EQ(world.now() - begun, std::chrono::seconds{10});
}

TEST_F(ControlTest, ObservationsAndConnectionsAreTold) {
  core().observations().messages = 7;
  EXPECT_EQ(ask("GET", "/observations").body["messages"], 7);
  EXPECT_TRUE(ask("GET", "/observations").body["lost"].is_null());
  core().observations().lost = 2;
  EXPECT_EQ(ask("GET", "/observations").body["lost"], 2);
  EXPECT_EQ(ask("GET", "/connections").body, json::array());
}

TEST_F(ControlTest, ARegistryThatCannotBeSavedIsNotChanged) {
  struct FullDisk : HubStore {
    void save_registry(const DeviceRegistry&) override {
      throw std::runtime_error("cannot write devices.json: no space");
    }
  };
  core().records().set_store(std::make_unique<FullDisk>());
  const auto answer = ask("PUT", "/devices/new");
  EXPECT_EQ(code_of(answer), "500 internal-error");
  EXPECT_THAT(answer.body.dump(), HasSubstr("no space"));
  EXPECT_EQ(core().registry().find({"new", {}}), nullptr);
}

TEST_F(ControlTest, TheEndpointMayEndBeforeARequestIsAnswered) {
  const std::string text = std::string("GET /messages?wait=10s HTTP/1.1\r\nHost: localhost\r\n"
                                       "Authorization: Bearer ") + test::kControlToken +
                           "\r\n\r\n";
  const auto waiting = test::start(world.loop().context(), exchange(text));
  world.advance(std::chrono::seconds{1});
  control.reset();
  hub.reset();
  world.advance(std::chrono::seconds{1});
  EXPECT_EQ(waiting->take().status, 0);
}

}  // namespace
}  // namespace edge::sim
