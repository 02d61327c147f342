// Verdicts on an image's pull: one answer of a registry, or of its token service, for each.
#include <gmock/gmock.h>

#include "probe/profiles/profiles.hpp"
#include "tests/support/case_builder.hpp"

namespace edge::probe::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// The answer that ends a pull with somebody's credentials by a token.
RegistryDetail answered(const std::string& step, int status, const std::string& code = {}) {
  RegistryDetail detail;
  detail.step = step;
  detail.registry = "contoso.test";
  detail.repository = "agent";
  detail.reference = "1.5";
  detail.method = "GET";
  detail.platform = "linux/amd64";
  detail.scheme = step == "token" ? "basic" : "bearer";
  detail.credentials = "--user";
  detail.user = "puller";
  detail.answer.path = "/v2/";
  detail.answer.status = status;
  detail.code = code;
  return detail;
}

CaseBuilder pull_case(const RegistryDetail& detail, const std::string& way = "registry") {
  CaseBuilder run;
  run.profile = endpoint_profile();
  run.host = "contoso.test";
  run.targets = {{way, 443, ""}};
  run.ends(way, "registry", Outcome::failed, detail);
  return run;
}

std::string code_of(const RegistryDetail& detail) {
  return pull_case(detail).diagnose().front().code;
}

TEST(RegistryVerdicts, EachAnswerHasItsCode) {
  EXPECT_EQ(code_of(answered("token", 401, "UNAUTHORIZED")), "registry-credentials-wrong");
  EXPECT_EQ(code_of(answered("manifest", 401, "UNAUTHORIZED")), "registry-permission-missing");
  EXPECT_EQ(code_of(answered("manifest", 403, "DENIED")), "registry-permission-missing");
  EXPECT_EQ(code_of(answered("manifest", 404, "NAME_UNKNOWN")), "registry-repository-unknown");
  EXPECT_EQ(code_of(answered("manifest", 404, "MANIFEST_UNKNOWN")), "image-not-found");
  EXPECT_EQ(code_of(answered("api", 403, "DENIED")), "registry-firewall");
  for (const char* step : {"api", "token", "manifest", "blob", "data"}) {
    EXPECT_EQ(code_of(answered(step, 429)), "registry-rate-limit") << step;
  }
  EXPECT_EQ(code_of(answered("manifest", 403, "TOOMANYREQUESTS")), "registry-rate-limit");
}

TEST(RegistryVerdicts, NobodysCredentialsAreMissing) {
  auto detail = answered("manifest", 401, "UNAUTHORIZED");
  detail.credentials = detail.user = "";
  const Verdict verdict = pull_case(detail).diagnose().front();
  EXPECT_EQ(verdict.code, "registry-credentials-missing");
  EXPECT_EQ(verdict.confidence, Confidence::likely);  // or there is no such repository
  EXPECT_THAT(verdict.fix, HasSubstr("iotedgectl login --address contoso.test --username USER"));
  EXPECT_THAT(verdict.fix, HasSubstr("registryCredentials"));
}

TEST(RegistryVerdicts, BasicIsRefusedByTheRegistryItself) {
  auto detail = answered("manifest", 401, "UNAUTHORIZED");
  detail.scheme = "basic";
  EXPECT_EQ(code_of(detail), "registry-credentials-wrong");
}

TEST(RegistryVerdicts, WhatHasExpiredIsKnownByItselfOrByTheRegistrysWords) {
  auto detail = answered("token", 401);
  detail.expired = noon();
  Verdict verdict = pull_case(detail).diagnose().front();
  EXPECT_EQ(verdict.code, "registry-login-expired");
  EXPECT_EQ(verdict.confidence, Confidence::certain);
  detail = answered("manifest", 403, "DENIED");
  detail.message = "Your authorization token has expired. Reauthenticate and try again.";
  verdict = pull_case(detail).diagnose().front();
  EXPECT_EQ(verdict.code, "registry-login-expired");
  EXPECT_EQ(verdict.confidence, Confidence::likely);
}

TEST(RegistryVerdicts, ATokenThatGrantsNothingIsCertain) {
  auto detail = answered("manifest", 401, "UNAUTHORIZED");
  EXPECT_EQ(pull_case(detail).diagnose().front().confidence, Confidence::likely);
  detail.tells_grants = true;
  const Verdict verdict = pull_case(detail).diagnose().front();
  EXPECT_EQ(verdict.confidence, Confidence::certain);
  EXPECT_THAT(verdict.cause, HasSubstr("does not let them pull from agent"));
}

TEST(RegistryVerdicts, APlatformIsMissingFromAnIndex) {
  auto detail = answered("manifest", 200);
  detail.platforms = {"linux/arm64", "linux/arm/v7"};
  EXPECT_THAT(pull_case(detail).diagnose().front().cause,
              HasSubstr("not for linux/amd64: only for linux/arm64 and linux/arm/v7"));
  EXPECT_EQ(code_of(detail), "image-no-platform");
}

TEST(RegistryVerdicts, ATokenServiceThatIsUnsafeIsNotAsked) {
  auto detail = answered("api", 401);
  detail.not_sent = "'http://a.test/token' is plain HTTP";
  EXPECT_EQ(code_of(detail), "registry-token-service-unusable");
}

/// Azure's token service says it as /v2/ does: right credentials would not help.
TEST(RegistryVerdicts, AFirewallSpeaksAtEveryStep) {
  for (const char* step : {"api", "token", "manifest", "blob"}) {
    auto detail = answered(step, 403, "DENIED");
    detail.message = "client with IP '198.51.100.1' is not allowed access";
    EXPECT_EQ(code_of(detail), "registry-firewall") << step;
  }
}

TEST(RegistryVerdicts, AKindOfLoginThatNobodyCanGiveIsNoMissingOne) {
  for (const char* challenge : {"", "Negotiate"}) {
    auto detail = answered("api", 401, "UNAUTHORIZED");
    detail.scheme = detail.credentials = detail.user = "";
    detail.answer.challenge = challenge;
    const Verdict verdict = pull_case(detail).diagnose().front();
    EXPECT_EQ(verdict.code, "registry-login-kind");
    EXPECT_THAT(verdict.cause, HasSubstr(*challenge ? "only by \"Negotiate\"" : "names no way"));
    EXPECT_THAT(verdict.cause, Not(HasSubstr("no credentials were sent")));
  }
}

TEST(RegistryVerdicts, DataByPlainHttpAreNoCaptivePortals) {
  auto detail = answered("blob", 307);
  detail.not_sent = "'http://a.test/data' is plain HTTP";
  detail.answer.location = "http://a.test/data";
  const Verdict verdict = pull_case(detail).diagnose().front();
  EXPECT_EQ(verdict.code, "registry-data-unusable");
  EXPECT_THAT(verdict.cause, HasSubstr("http://a.test/data"));
  EXPECT_THAT(verdict.fix, HasSubstr("set up with http"));
}

/// A portal's 403, or a server that knows no registries, is no registry's firewall.
TEST(RegistryVerdicts, AnothersPageIsNoRegistrysAnswer) {
  auto portal = answered("api", 403);
  portal.answer.title = "Sign in to the guest network";
  const Verdict verdict = pull_case(portal).diagnose().front();
  EXPECT_EQ(verdict.code, "http-answer-unexpected");
  EXPECT_THAT(verdict.cause, HasSubstr("Sign in to the guest network"));
  EXPECT_EQ(code_of(answered("api", 404)), "http-answer-unexpected");
  EXPECT_EQ(code_of(answered("manifest", 500)), "http-answer-unexpected");
  EXPECT_EQ(code_of(answered("manifest", 0)), "http-no-answer");
}

TEST(RegistryVerdicts, DataThatAreNotReachedAreToldWithHow) {
  auto refused = CaseBuilder();
  refused.profile = endpoint_profile();
  refused.host = "data.test";
  refused.targets = {{"registry-data", 443, ""}};
  refused.tcp_fails("registry-data", Answer::reset);
  EXPECT_THAT(refused.codes(), ElementsAre("registry-data-blocked", "connection-refused"));
  auto denied = pull_case(answered("data", 403), "registry-data");
  EXPECT_THAT(denied.codes(), ElementsAre("registry-data-blocked"));
}

/// A peer's words are in verdicts as they are: no placeholder, nothing a terminal would obey.
TEST(RegistryVerdicts, APeersWordsAreNoPlaceholders) {
  auto detail = answered("manifest", 403, "DENIED");
  detail.message = "{registry.login} {port}";
  EXPECT_THAT(pull_case(detail).diagnose().front().cause, HasSubstr("{registry.login} {port}"));
}

}  // namespace
}  // namespace edge::probe::test
