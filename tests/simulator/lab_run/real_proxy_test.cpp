// Real proxies in the place of the simulated one: squid and tinyproxy in every scenario of the
// topology site-proxy that uses the proxy, mitmdump in the one that opens TLS. What the scenario
// expects must be found.
#include <crypt.h>
#include <gtest/gtest.h>

#include <algorithm>

#include <iostream>

#include "common/files/output_file.hpp"
#include "simulator/lab/lab.hpp"
#include "simulator/lab/module_files.hpp"
#include "simulator/lab_run/lab_runner.hpp"
#include "simulator/run/load_scenario.hpp"
#include "simulator/run/suite_files.hpp"
#include "simulator/run/workers.hpp"
#include "simulator/topology/proxy_service.hpp"
#include "tests/support/node_daemon.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/why_no_lab.hpp"

namespace edge::sim {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::size_t kJobs = 8;  // most of them wait
const fs::path kScenarios = fs::path{EDGE_SOURCE_DIR} / "scenarios";

/// Writes what the program needs into `folder`; gives its command line.
using Configure = std::vector<std::string> (*)(const ProxyService&, const fs::path& folder);

std::vector<std::string> squid(const ProxyService& proxy, const fs::path& folder) {
  std::string rules = "http_port " + std::to_string(proxy.port) +
                      "\npinger_enable off\npid_filename none\ncache deny all\naccess_log none\n"
                      "netdb_filename none\nvisible_hostname proxy.test\ncache_log " +
                      (folder / "cache.log").string() + "\ncoredump_dir " + folder.string() + "\n";
  for (const auto& host : proxy.denied_hosts) {
    rules += "acl denied dstdomain " + host + "\nhttp_access deny denied\n";
  }
  if (!proxy.user.empty()) {
    const auto passwords = (folder / "passwords").string();
    const char* hash = ::crypt(proxy.password.c_str(), "$6$test-salt$");
    write_file(passwords, proxy.user + ":" + hash + "\n");
    rules += "auth_param basic program /usr/lib/squid/basic_ncsa_auth " + passwords +
             "\nacl known proxy_auth REQUIRED\nhttp_access deny !known\n";
  }
  const auto file = (folder / "squid.conf").string();
  write_file(file, rules + "http_access allow all\n");
  return {"squid", "-N", "-f", file};
}

std::vector<std::string> tinyproxy(const ProxyService& proxy, const fs::path& folder) {
  std::string rules =
      "Port " + std::to_string(proxy.port) + "\nTimeout 600\nConnectPort 443\nConnectPort 5671\n";
  if (!proxy.user.empty()) rules += "BasicAuth " + proxy.user + " " + proxy.password + "\n";
  if (!proxy.denied_hosts.empty()) {
    std::string hosts;
    for (const auto& host : proxy.denied_hosts) hosts += host + "\n";
    write_file(folder / "denied", hosts);
    rules += "Filter \"" + (folder / "denied").string() + "\"\n";
  }
  const auto file = (folder / "tinyproxy.conf").string();
  write_file(file, rules);
  return {"tinyproxy", "-d", "-c", file};
}

/// Signs certificates for the hub's name by a CA of its own. The hub's it takes as it is: its
/// issuer is a test's as well.
std::vector<std::string> mitmdump(const ProxyService& proxy, const fs::path& folder) {
  return {"mitmdump",       "-p",    std::to_string(proxy.port),
          "--ssl-insecure", "--set", "confdir=" + (folder / "ca").string()};
}

struct Running {
  test::TemporaryFolder folder;
  std::unique_ptr<test::NodeDaemon> daemon;
};

Awaitable<void> wait_until_it_listens(World& world, Endpoint endpoint, test::NodeDaemon& daemon) {
  while (true) {
    const DialOptions options;
    const auto dialled = co_await world.dial(endpoint, options);
    if (dialled.stream) co_return;
    daemon.require_alive();
    co_await world.sleep_until(world.now() + 20ms);
  }
}

std::shared_ptr<void> start(Configure configure, Lab& lab, const Service& service) {
  const auto& proxy = service.as<ProxyService>();
  const auto running = std::make_shared<Running>();
  World& world = lab.world(service.node);
  const auto& folder = running->folder.path();
  const auto files = node_files(world.resolver_config(CLibrary::glibc));
  write_file(folder / "resolv.conf", files.at("resolv.conf"));
  const auto command = configure(proxy, folder);
  running->daemon =
      std::make_unique<test::NodeDaemon>(lab.where(service.node), folder, command);
  lab.run(wait_until_it_listens(world, {service.address, proxy.port}, *running->daemon));
  if (proxy.silent) running->daemon->freeze();
  return running;
}

/// What is compared: not the times, which are those of another program.
struct Facts {
  int exit = 0;
  std::vector<std::string> verdicts, attempts;
  bool operator==(const Facts&) const = default;

  std::string text() const {
    std::string all = "exit " + std::to_string(exit);
    for (const auto& verdict : verdicts) all += ", " + verdict;
    for (const auto& attempt : attempts) all += ", " + attempt;
    return all;
  }
};

std::string attempt_text(const auto& attempt) {
  return attempt.transport + " " + attempt.stage + " " + std::string(name_of(attempt.outcome));
}

Facts facts(const Expectation& expect) {
  Facts facts{expect.exit.value(), {expect.verdict.value()}, {}};
  for (const auto& code : expect.also.value()) facts.verdicts.push_back(code);
  for (const auto& each : expect.attempts.value()) facts.attempts.push_back(attempt_text(each));
  return facts;
}

Facts facts(const Report& report) {
  Facts facts{report.exit_code, {}, {}};
  for (const auto& verdict : report.verdicts) facts.verdicts.push_back(verdict.code);
  for (const auto& each : report.attempts) facts.attempts.push_back(attempt_text(each));
  return facts;
}

/// "" is what a worker that died hands over.
std::string run_with(Configure configure, const Scenario& scenario, const Facts& expected) {
  LabSettings settings;
  settings.probe = EDGE_BIN "/edgeprobe";
  settings.replaced = "proxy";
  settings.replacement = [&](Lab& lab, const Service& service) {
    return start(configure, lab, service);
  };
  try {
    const auto found = facts(run_in_lab(scenario, settings).report);
    return (found == expected ? "same: " : "EXPECTED " + expected.text() + "\nFOUND ") +
           found.text();
  } catch (const std::exception& error) {
    return std::string("FAILED: ") + error.what();
  }
}

/// What the simulated proxy is told to do, and no setting of a real one brings about.
bool misbehaves(const FaultStep& step) {
  constexpr std::string_view kOddities[] = {"proxy-refuses", "proxy-asks-for", "proxy-hangs-up"};
  return std::ranges::find(kOddities, step.fault) != std::end(kOddities);
}

bool through_the_proxy(const Scenario& scenario) {
  return scenario.network.name == "site-proxy" && scenario.probe.proxy &&
         std::ranges::none_of(scenario.timeline, misbehaves);
}

bool opens_tls(const Scenario& scenario) {
  return through_the_proxy(scenario) && scenario.expect.verdict == "certificate-untrusted-issuer";
}

class RealProxy : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const auto reason = test::why_no_lab(); !reason.empty()) GTEST_SKIP() << reason;
  }

  static bool installed(const std::string& program) {
    return fs::exists("/usr/sbin/" + program) || fs::exists("/usr/bin/" + program);
  }

  /// `change` turns each chosen scenario into what is run; what it expects stays.
  static void gives_what_is_expected(
      Configure configure, bool (*chosen)(const Scenario&),
      void (*change)(Scenario&) = [](Scenario&) {}) {
    std::vector<Scenario> scenarios;
    for (const auto& file : scenario_files({kScenarios})) {
      auto scenario = load_scenario(file);
      if (chosen(scenario)) scenarios.push_back(std::move(scenario));
    }
    ASSERT_FALSE(scenarios.empty());
    const auto run = [&](std::size_t i) {
      Scenario scenario = scenarios[i];
      change(scenario);
      return run_with(configure, scenario, facts(scenarios[i].expect));
    };
    run_forked(scenarios.size(), kJobs, run, [&](std::size_t i, const WorkerResult& result) {
      const std::string& said = result.text;
      EXPECT_TRUE(said.starts_with("same: ")) << scenarios[i].file << "\n" << said << result.died;
      std::cout << scenarios[i].name << ": " << said << "\n";
    });
  }
};

TEST_F(RealProxy, SquidInThePlaceOfTheSimulatedOne) {
  if (!installed("squid")) GTEST_SKIP() << "squid is not installed";
  gives_what_is_expected(squid, through_the_proxy);
}

TEST_F(RealProxy, TinyproxyInThePlaceOfTheSimulatedOne) {
  if (!installed("tinyproxy")) GTEST_SKIP() << "tinyproxy is not installed";
  gives_what_is_expected(tinyproxy, through_the_proxy);
}

/// The scenario gives the hub the certificate that the proxy would show; here the hub's is good,
/// and the proxy alone is what is wrong.
TEST_F(RealProxy, MitmdumpThatOpensTls) {
  if (!installed("mitmdump")) GTEST_SKIP() << "mitmdump is not installed";
  gives_what_is_expected(mitmdump, opens_tls,
                         [](Scenario& scenario) { scenario.timeline.clear(); });
}

}  // namespace
}  // namespace edge::sim
