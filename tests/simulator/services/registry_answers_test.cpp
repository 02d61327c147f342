// What the fake registry answers, as a table: the same statuses and codes as distribution's.
#include <gmock/gmock.h>

#include "simulator/services/registry_answers.hpp"

namespace edge::sim {
namespace {

using testing::HasSubstr;

constexpr const char* kPair = "Basic cHVsbGVyOnNlY3JldA==";  // puller:secret
constexpr const char* kMayPull = "Bearer edgesim.may-pull";

RegistryService with_user() {
  RegistryService registry;
  registry.user = "puller";
  registry.password = "secret";
  return registry;
}

HttpAnswer asked(const RegistryService& registry, const std::string& target,
                 const std::string& authorization = {}) {
  HttpRequest request;
  request.head.method = "GET";
  request.head.target = target;
  if (!authorization.empty()) request.head.fields.emplace_back("Authorization", authorization);
  return registry_answer(registry, request);
}

std::string field_of(const HttpAnswer& answer, std::string_view name) {
  for (const auto& [key, value] : answer.fields) {
    if (key == name) return value;
  }
  return {};
}

TEST(RegistryAnswers, EachRequestHasItsStatus) {
  const auto registry = with_user();
  struct Row {
    const char *target, *authorization;
    int status;
    const char* body;
  };
  const Row rows[] = {
      {"/v2/", "", 401, "UNAUTHORIZED"},
      {"/token?scope=x", "", 401, "UNAUTHORIZED"},
      {"/token?scope=x", "Basic eDp5", 401, "UNAUTHORIZED"},
      {"/token?scope=x", kPair, 200, "edgesim.may-pull"},
      {"/v2/", kMayPull, 200, "{}"},
      {"/v2/edge/agent/manifests/1.5", kMayPull, 200, "\"architecture\":\"amd64\""},
      {"/v2/edge/agent/manifests/2", kMayPull, 404, "MANIFEST_UNKNOWN"},
      {"/v2/other/manifests/1.5", kMayPull, 404, "NAME_UNKNOWN"},
      {"/v2/edge/agent/manifests/1.5", "Bearer edgesim.may-nothing", 403, "DENIED"},
      {"/v2/edge/agent/manifests/1.5", "Bearer forged", 401, "UNAUTHORIZED"},
      {"/elsewhere", "", 404, ""}};
  for (const Row& row : rows) {
    const HttpAnswer answer = asked(registry, row.target, row.authorization);
    EXPECT_EQ(answer.status, row.status) << row.target << " " << row.authorization;
    EXPECT_THAT(answer.body, HasSubstr(row.body)) << row.target << " " << row.authorization;
  }
}

TEST(RegistryAnswers, TheChallengeNamesTheTokenServiceOrBasic) {
  auto registry = with_user();
  EXPECT_EQ(field_of(asked(registry, "/v2/"), "WWW-Authenticate"),
            "Bearer realm=\"https://registry.test:443/token\",service=\"registry.test\"");
  registry.tokens = false;
  EXPECT_EQ(field_of(asked(registry, "/v2/"), "WWW-Authenticate"), "Basic realm=\"edgesim\"");
  EXPECT_EQ(asked(registry, "/v2/", kPair).status, 200);
  EXPECT_EQ(asked(registry, "/token", kPair).status, 404);
}

TEST(RegistryAnswers, DataElsewhereAreARedirect) {
  auto registry = with_user();
  registry.data_host = "data.test";
  const auto answer = asked(registry, "/v2/edge/agent/blobs/sha256:bb", kMayPull);
  EXPECT_EQ(answer.status, 307);
  EXPECT_THAT(field_of(answer, "Location"), HasSubstr("https://data.test/data/sha256:bb"));
}

TEST(RegistryAnswers, AnyStatusCanBeItsOnlyAnswer) {
  auto registry = with_user();
  registry.refuses_with = 429;
  const auto answer = asked(registry, "/v2/", kMayPull);
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(field_of(answer, "Retry-After"), "60");
  EXPECT_THAT(answer.body, HasSubstr("TOOMANYREQUESTS"));
}

}  // namespace
}  // namespace edge::sim
