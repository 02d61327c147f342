// Whole checks in a computed network: a registry, its token service and the host of its data, each
// healthy or not, and what is concluded with which credentials.
#include <gmock/gmock.h>

#include "common/base/secret_gate.hpp"
#include "probe/registry/check_registry.hpp"
#include "probe/registry/registry_output.hpp"
#include "simulator/run/simulation.hpp"
#include "simulator/topologies/topologies.hpp"
#include "simulator/topology/dns_service.hpp"
#include "simulator/topology/hub_service.hpp"
#include "simulator/topology/registry_service.hpp"
#include "tests/support/run.hpp"

namespace edge::probe {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kPassword = "right-and-secret";

RegistryLogin login(const std::string& user, const std::string& password) {
  return given_login("--user", user, password);
}

class CheckRegistry : public testing::Test {
 protected:
  CheckRegistry() {
    registry.user = "puller";
    registry.password = kPassword;
    options.pull.image = parse_image("registry.test/edge/agent:1.5");
    options.pull.platform = "linux/amd64";
    options.pull.login = login("puller", kPassword);
    topology = sim::find_topology("bridge")->built({});
    std::erase_if(topology.services, [](const Service& one) { return one.name == "hub"; });
  }

  RegistryReport check() {
    serve("registry", "hub", "198.51.100.10", registry);
    sim::Simulation simulation({sim::Phase{Duration{}, topology}}, 1);
    options.pull.common.ca_pem = simulation.services().trusted_pem();
    World& world = simulation.world(topology.nodes.front().name);
    return test::run(simulation.loop(), check_registry(world, options));
  }
  /// "api ok", "token FAILED".
  static std::vector<std::string> steps(const RegistryReport& report) {
    std::vector<std::string> list;
    for (const RegistryStep& step : report.steps) {
      list.push_back(step.step + (step.outcome == Outcome::ok ? " ok" : " FAILED"));
    }
    return list;
  }
  std::string code() { return check().verdicts.at(0).code; }

  void serve(const std::string& name, const std::string& node, const std::string& address,
             const RegistryService& what) {
    Service service;
    service.name = name;
    service.node = node;
    service.address = boost::asio::ip::make_address(address);
    service.behaviour = what;
    topology.services.push_back(service);
    for (Service& one : topology.services) {
      if (one.name != "internet-dns") continue;
      one.as<DnsService>().records.push_back({what.host_name, service.address});
    }
  }

  SeparateSecretGate gate;
  RegistryService registry;
  RegistryOptions options;
  Topology topology;
};

TEST_F(CheckRegistry, AnImageThatCanBePulledIsAskedForToItsData) {
  registry.data_host = "data.test";
  RegistryService data;
  data.host_name = "data.test";
  serve("data", "dns", "192.0.2.53", data);
  const RegistryReport report = check();
  EXPECT_THAT(steps(report), ElementsAre("api ok", "token ok", "manifest ok", "manifest ok",
                                         "platform ok", "blob ok", "data ok"));
  EXPECT_EQ(report.exit_code, 0);
  EXPECT_EQ(report.verdicts.at(0).code, "stage-reached");
  EXPECT_THAT(report.verdicts[0].cause,
              HasSubstr("registry.test/edge/agent:1.5 can be pulled for linux/amd64"));
  EXPECT_TRUE(report.comparisons.empty());
}

TEST_F(CheckRegistry, NoSecretIsInAnyForm) {
  registry.data_host = "data.test";  // which has no address: its evidence is kept
  const RegistryReport report = check();
  for (const std::string& text : {registry_json_text(report), registry_text(report, {})}) {
    for (const char* secret : {kPassword, "cHVsbGVyOnJpZ2h0", "edgesim.may-pull",
                               "c2lnbmF0dXJl"}) {
      EXPECT_THAT(text, Not(HasSubstr(secret)));
    }
    EXPECT_THAT(text, HasSubstr("registry-data-blocked"));
  }
}

TEST_F(CheckRegistry, EverybodysImageNeedsNoCredentials) {
  registry.user = "";
  options.pull.login.reset();
  options.login_note = "nobody gave any";
  const RegistryReport report = check();
  EXPECT_EQ(report.exit_code, 0);
  EXPECT_THAT(registry_text(report, {}), HasSubstr("none: nobody gave any"));
}

TEST_F(CheckRegistry, AWrongPasswordIsNoMissingPermission) {
  options.pull.login = login("puller", "wrong-one");
  const RegistryReport wrong = check();
  EXPECT_EQ(wrong.verdicts.at(0).code, "registry-credentials-wrong");
  EXPECT_THAT(steps(wrong), ElementsAre("api ok", "token FAILED"));
  EXPECT_THAT(wrong.verdicts[0].fix, HasSubstr("iotedgectl login --address registry.test"));
  ASSERT_EQ(wrong.comparisons.size(), 1U);  // without credentials
  EXPECT_FALSE(wrong.comparisons[0].accepted);
}

TEST_F(CheckRegistry, AMissingPermissionIsNoWrongPassword) {
  registry.may_pull = false;
  EXPECT_EQ(code(), "registry-permission-missing");
}

TEST_F(CheckRegistry, NeverLoggedInIsNotExpired) {
  options.pull.login.reset();
  EXPECT_EQ(code(), "registry-credentials-missing");
}

TEST_F(CheckRegistry, ALoginThatHasEndedSaysWhen) {
  // {"exp": 1500000000}: July 2017, before the simulated November
  options.pull.login = login("00000000-0000-0000-0000-000000000000",
                             "e30.eyJleHAiOiAxNTAwMDAwMDAwfQ==.c2ln");
  const RegistryReport report = check();
  EXPECT_EQ(report.verdicts.at(0).code, "registry-login-expired");
  EXPECT_THAT(report.verdicts[0].cause, HasSubstr("2017-07-14 02:40:00 UTC"));
}

TEST_F(CheckRegistry, BasicHasNoTokenService) {
  registry.tokens = false;
  EXPECT_THAT(steps(check()), ElementsAre("api ok", "manifest ok", "manifest ok", "platform ok",
                                          "blob ok"));
  topology.services.pop_back();
  options.pull.login = login("puller", "wrong-one");
  EXPECT_EQ(code(), "registry-credentials-wrong");
}

TEST_F(CheckRegistry, WhatIsNotThereIsNamed) {
  options.pull.image.repository = "edge/agents";
  EXPECT_EQ(code(), "registry-repository-unknown");
}

TEST_F(CheckRegistry, ATagThatIsNotThereIsNoRepositoryThatIsNot) {
  options.pull.image.reference = "1.6";
  EXPECT_EQ(code(), "image-not-found");
}

TEST_F(CheckRegistry, APlatformThatIsNotThereIsToldWithThoseThatAre) {
  options.pull.platform = "linux/arm64";
  const RegistryReport report = check();
  EXPECT_EQ(report.verdicts.at(0).code, "image-no-platform");
  EXPECT_THAT(report.verdicts[0].cause, HasSubstr("only for linux/amd64"));
}

TEST_F(CheckRegistry, ARegistrysFirewallAsksNobodyForCredentials) {
  registry.refuses_with = 403;
  const RegistryReport report = check();
  EXPECT_EQ(report.verdicts.at(0).code, "registry-firewall");
  EXPECT_THAT(report.verdicts[0].cause, HasSubstr("is not allowed access"));
  EXPECT_TRUE(report.comparisons.empty());
}

TEST_F(CheckRegistry, ALimitSaysHowLongToWait) {
  registry.refuses_with = 429;
  const RegistryReport report = check();
  EXPECT_EQ(report.verdicts.at(0).code, "registry-rate-limit");
  EXPECT_THAT(report.verdicts[0].cause, HasSubstr("asked again after 60 s"));
}

TEST_F(CheckRegistry, NoPasswordGoesToATokenServiceByPlainHttp) {
  registry.realm = "http://registry.test/token";
  const RegistryReport report = check();
  EXPECT_EQ(report.verdicts.at(0).code, "registry-token-service-unusable");
  EXPECT_THAT(report.verdicts[0].cause, HasSubstr("is plain HTTP"));
  EXPECT_THAT(steps(report), ElementsAre("api FAILED"));
}

TEST_F(CheckRegistry, ATokenServiceElsewhereIsADeadEndOfItsOwn) {
  registry.realm = "https://auth.test/token";
  const RegistryReport report = check();
  EXPECT_EQ(report.verdicts.at(0).code, "dns-name-unknown");
  EXPECT_THAT(report.verdicts[0].cause, HasSubstr("auth.test"));
  EXPECT_EQ(report.steps.back().host, "auth.test");
}

TEST_F(CheckRegistry, ABlockedDataEndpointIsToldWithHowItFails) {
  registry.data_host = "data.test";
  RegistryService data;
  data.host_name = "data.test";
  data.port = 8443;  // nobody listens where the registry leads to
  serve("data", "dns", "192.0.2.53", data);
  const RegistryReport report = check();
  EXPECT_EQ(report.verdicts.at(0).code, "registry-data-blocked");
  EXPECT_EQ(report.verdicts.at(1).code, "connection-refused");
  EXPECT_THAT(report.verdicts[0].fix, HasSubstr("let data.test through as well, on TCP 443"));
  EXPECT_THAT(steps(report).back(), "data FAILED");
}

TEST_F(CheckRegistry, AnInterceptedConnectionNamesWhoOpensIt) {
  registry.certificate.issuer = "Site Inspection";
  const RegistryReport report = check();
  EXPECT_EQ(report.verdicts.at(0).code, "certificate-untrusted-issuer");
  EXPECT_THAT(report.place, HasSubstr("Site Inspection"));
}

TEST_F(CheckRegistry, ACertificateHasTheFormThatTheRegistryIsGiven) {
  registry.certificate.form = CertificateForm::weak_key;
  EXPECT_EQ(check().verdicts.at(0).code, "certificate-unacceptable");
}

TEST_F(CheckRegistry, TheEnginesCredentialsAreComparedAndHelpNoAgent) {
  options.pull.login.reset();
  options.others = {login("puller", kPassword), login("other", "wrong-one")};
  const RegistryReport report = check();
  EXPECT_EQ(report.exit_code, 1);
  EXPECT_EQ(report.verdicts.at(0).code, "registry-credentials-missing");
  ASSERT_EQ(report.comparisons.size(), 2U);
  EXPECT_TRUE(report.comparisons[0].accepted);
  EXPECT_THAT(report.comparisons[0].words, HasSubstr("helps no agent"));
  EXPECT_FALSE(report.comparisons[1].accepted);
}

TEST_F(CheckRegistry, TheEnginesProxyIsTheWayToAllOfIt) {
  topology = sim::find_topology("site-proxy")->built({});
  std::erase_if(topology.services, [](const Service& one) { return one.name == "hub"; });
  EXPECT_NE(check().exit_code, 0);  // nothing else leads out of that site
  topology.services.pop_back();
  options.pull.common.proxy = ProxyOptions{"192.168.1.8", 3128, "", {}};
  const RegistryReport report = check();
  EXPECT_EQ(report.exit_code, 0);
  EXPECT_THAT(registry_text(report, {}), HasSubstr("Proxy         192.168.1.8:3128"));
}

TEST_F(CheckRegistry, APlanNamesWhoWouldBeContacted) {
  const std::string plan = describe_registry_check(options);
  EXPECT_THAT(plan, HasSubstr("registry.test TCP port 443, by HTTPS"));
  EXPECT_THAT(plan, Not(HasSubstr(kPassword)));
}

}  // namespace
}  // namespace edge::probe
