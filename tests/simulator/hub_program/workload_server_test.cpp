// The workload API's answers, without a socket: the documented example, and what is refused.
#include "simulator/hub_program/workload_server.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace edge::sim {
namespace {

// azure-iot-edge 1.6, its test vector: bytes 0 to 31, the module $edgeAgent of dev1.
constexpr const char* kExampleKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
constexpr const char* kExampleData =
    "Y29udG9zby5henVyZS1kZXZpY2VzLm5ldCUyRmRldmljZXMlMkZkZXYxJTJGbW9kdWxlcyUyRiUyNTI0ZWRnZUFnZW50"
    "CjE3MDAwMDAwMDA=";
constexpr const char* kExampleDigest = "h+rQhI6QX8KzscXQtUJj9Xj5Gp45DzqprWjuaKPkNKg=";

HttpAnswer answer(const std::string& method, const std::string& target,
                  const std::string& body = {}) {
  const DeviceRegistry registry({{"dev1", "", kExampleKey},
                                 {"dev1", "$edgeAgent", kExampleKey},
                                 {"dev1", "by-certificate", ""},
                                 {"dev2", "filter", kExampleKey}});
  HttpRequest request;
  request.head.method = method;
  request.head.target = target;
  request.body = body;
  return answer_workload_request(registry, {"/w.sock", "dev1", "PEM"}, request);
}

std::string example_body(const std::string& key = "primary", const std::string& algo = "HMACSHA256",
                         const std::string& data = kExampleData) {
  return nlohmann::json{{"keyId", key}, {"algo", algo}, {"data", data}}.dump();
}

TEST(WorkloadServer, SignsAsInTheDocumentedExample) {
  const auto signed_by =
      answer("POST", "/modules/%24edgeAgent/genid/637/sign?api-version=2018-06-28", example_body());
  EXPECT_EQ(signed_by.status, 200);
  EXPECT_EQ(nlohmann::json::parse(signed_by.body)["digest"], kExampleDigest);
}

TEST(WorkloadServer, NamesWhomToTrust) {
  const auto bundle = answer("GET", "/trust-bundle?api-version=2022-08-03");
  EXPECT_EQ(nlohmann::json::parse(bundle.body), (nlohmann::json{{"certificate", "PEM"}}));
}

TEST(WorkloadServer, RefusesInAMessage) {
  const std::string agent = "/modules/$edgeAgent/genid/1/sign";
  const struct {
    std::string method, target, body;
    int status;
  } refused[] = {
      {"GET", "/", "", 404},
      {"GET", agent, "", 404},
      {"POST", "/trust-bundle", "", 404},
      {"POST", "/modules//genid/1/sign", example_body(), 404},
      {"POST", "/modules/%2/genid/1/sign", example_body(), 404},
      {"POST", "/modules/$edgeAgent/sign", example_body(), 404},
      {"POST", "/modules/filter/genid/1/sign", example_body(), 404},  // of another device
      {"POST", "/modules/by-certificate/genid/1/sign", example_body(), 404},
      {"POST", agent, example_body("secondary"), 404},
      {"POST", agent, example_body("third"), 400},
      {"POST", agent, example_body("primary", "SHA1"), 400},
      {"POST", agent, example_body("primary", "HMACSHA256", "*"), 400},
      {"POST", agent, "[]", 400},
      {"POST", agent, "{", 400},
      {"POST", agent, R"({"keyId": 7})", 400},
  };
  for (const auto& each : refused) {
    const auto answered = answer(each.method, each.target, each.body);
    EXPECT_EQ(answered.status, each.status) << each.target << " " << each.body;
    EXPECT_TRUE(nlohmann::json::parse(answered.body)["message"].is_string()) << each.target;
  }
}

}  // namespace
}  // namespace edge::sim
