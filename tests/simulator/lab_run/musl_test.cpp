// musl itself beside its imitation: what a program built with Debian's musl-gcc (1.2.3) is answered
// in the module's node, in which order, after which time and with which error, the imitation of
// that release must be answered in the virtual world. First in every scenario about names, then
// with files that musl reads in its own way.
#include <gtest/gtest.h>

#include "common/dns/musl_lookup.hpp"
#include "common/dns/resolv_conf.hpp"
#include "probe/resolver/address_order.hpp"
#include "simulator/lab/module_files.hpp"
#include "simulator/run/load_scenario.hpp"
#include "simulator/run/simulation.hpp"
#include "simulator/topology/dns_service.hpp"
#include "tests/simulator/lab_run/name_comparison.hpp"
#include "tests/support/run.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/why_no_lab.hpp"

namespace edge::sim {
namespace {

namespace fs = std::filesystem;
using boost::asio::ip::make_address;

const std::string kCompiler = "/usr/bin/musl-gcc";

Awaitable<Resolved> look_up(World& world, std::string name, ResolverConfig config) {
  Resolved resolved;
  resolved.detail.name = name;
  const Instant started = world.now();
  const auto found = co_await musl::lookup_host(world, std::move(name), std::move(config), started,
                                                resolved.detail, musl::Release::v1_2_3);
  resolved.took = world.now() - started;
  if (found) {
    resolved.detail.addresses = probe::in_trial_order(world, CLibrary::musl, *found);
  }
  co_return resolved;
}

Resolved resolved_by_model(const Topology& topology, std::uint64_t seed, const std::string& name,
                           const ResolverConfig& config) {
  Simulation simulation({Phase{Duration{}, topology}}, seed);
  auto& world = simulation.world(topology.nodes.front().name);
  return test::run(simulation.loop(), look_up(world, name, config));
}

std::string difference_from_musl(const Resolved& model, const nlohmann::json& answer) {
  return difference("getaddrinfo", answer, model) +
         difference("error", answer.at("error"), nlohmann::json(model.detail.error.symbol));
}

class RealMusl : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(kCompiler)) GTEST_SKIP() << kCompiler << " is not installed";
    if (const auto reason = test::why_no_lab(); !reason.empty()) GTEST_SKIP() << reason;
    const std::string source = EDGE_SOURCE_DIR "/tests/simulator/lab_run/ask_musl.c";
    const std::string command =
        kCompiler + " -static -std=gnu11 -Wall -Werror -O1 -o " + program() + " " + source;
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
  }
  std::string program() const { return (folder_.path() / "ask_musl").string(); }

 private:
  test::TemporaryFolder folder_;
};

TEST_F(RealMusl, TakesTheTimeAndOrderOfItsModelInEveryScenario) {
  const auto files = scenarios_about_names();
  const auto compare = [&](std::size_t i) {
    const auto scenario = load_scenario(files[i]);
    const auto probe = resolved_by_probe(scenario);
    if (!probe) return kNothingToAsk;
    const Topology topology = network_of(scenario);
    const auto told = node_files(topology.nodes.front().resolver);
    const auto config =
        musl::parse_resolver_config(told.at("resolv.conf"), told.at("hosts"));
    const auto model = resolved_by_model(topology, scenario.seed, probe->detail.name, config);
    const auto answer =
        ask_in_module(topology, scenario.seed, {program(), probe->detail.name}, told);
    return verdict(difference_from_musl(model, answer), answer);
  };
  expect_the_same(
      files.size(), [&](std::size_t i) { return files[i].stem().string(); }, compare);
}

/// A question to the network `direct`, whose site's name server knows some names more.
struct Question {
  std::string what;
  std::string name;
  std::string resolv_conf;  // "{}" is the name server's address
  std::string hosts = "127.0.0.1 localhost\n";
  DnsBehaviour behaviour = DnsBehaviour::serve;
};

const std::vector<Question> kQuestions = {
    {"truncated", "many.test", "nameserver {}\n"},
    {"IPv4 in the server's order", "two.test", "nameserver {}\n"},
    {"IPv6 without a route", "both.test", "nameserver {}\n"},
    {"a server twice", "two.test", "nameserver {}\nnameserver {}\n"},
    {"two silent servers", "two.test", "nameserver {}\nnameserver 192.0.2.1\n", "",
     DnsBehaviour::silent},
    {"one second", "two.test", "nameserver {}\noptions timeout:1 attempts:1\n", "",
     DnsBehaviour::silent},
    {"no time", "two.test", "nameserver {}\noptions timeout:0\n"},
    {"no number", "two.test", "nameserver {}\noptions timeout:.5 attempts:x\n", "",
     DnsBehaviour::silent},
    {"options in a word", "two.test", "nameserver {}\noptions a,timeout:2;attempts:3\n", "",
     DnsBehaviour::refused},
    {"failing", "two.test", "nameserver {}\noptions timeout:3 attempts:10\n", "",
     DnsBehaviour::server_failure},
    {"refusing, with a list", "two", "nameserver {}\nsearch test b.test\noptions timeout:2\n", "",
     DnsBehaviour::refused},
    {"unknown", "x.y.test", "nameserver {}\nsearch a.test\n"},
    {"found in a domain", "two", "nameserver {}\nsearch nowhere.test test\n"},
    {"domain with two words", "two", "nameserver {}\ndomain nowhere.test test\n"},
    {"last line wins", "two", "nameserver {}\nsearch test\ndomain nowhere.test\n"},
    {"empty search takes it back", "two", "nameserver {}\nsearch test\nsearch \n"},
    {"enough dots", "two.test", "nameserver {}\nsearch nowhere.test\n"},
    {"more dots wanted", "two.test", "nameserver {}\nsearch nowhere.test\noptions ndots:2\n"},
    {"trailing dot", "two.test.", "nameserver {}\nsearch nowhere.test\noptions ndots:9\n"},
    {"two trailing dots", "two.test..", "nameserver {}\n"},
    {"carriage returns", "two", "nameserver {}\r\nsearch test\r\n"},
    {"comment behind", "two.test", "nameserver {}#x\nnameserver {} # x\n"},
    {"not in the first column", "two", " nameserver 192.0.2.1\nnameserver {}\n search test\n"},
    {"line too long", "two", "nameserver {}\nsearch test " + std::string(300, 'x') + "\n"},
    {"line just fits", "two", "nameserver {}\nsearch test" + std::string(243, ' ') + "\n"},
    {"line just does not", "two", "nameserver {}\nsearch test" + std::string(244, ' ') + "\n"},
    {"no line break", "two", "nameserver {}\nsearch test"},
    {"hosts before DNS", "two.test", "nameserver {}\n", "198.51.100.7 two.test\n"},
    {"hosts mind case", "two.test", "nameserver {}\n", "198.51.100.7 Two.test\n"},
    {"hosts with a comment", "two.test", "nameserver {}\n", "198.51.100.7 a two.test#b\n"},
    {"hosts without a line break", "two.test", "nameserver {}\n", "198.51.100.7 a two.test"},
    {"hosts with blanks in front", "two.test", "nameserver {}\n", " 198.51.100.7 two.test\n"},
    {"hosts with a long line", "two.test", "nameserver {}\n",
     "198.51.100.1 " + std::string(498, ' ') + "198.51.100.7 two.test\n"},
    {"hosts with both families", "two.test", "nameserver {}\n",
     "2001:db8::7 two.test\n198.51.100.9 two.test\n198.51.100.7 two.test\n"},
    {"hosts in another form", "two.test", "nameserver {}\n", "127.1 two.test\n"},
    {"hosts in no form", "two.test", "nameserver {}\n", "198.51.100 x two.test\nfoo two.test\n"},
};

/// The network of a question. Its module asks the first server that it is told of.
Topology network_for(const Question& question, const Scenario& scenario) {
  Topology topology = network_of(scenario);
  const Endpoint server = topology.nodes.front().resolver.servers.front();
  for (auto& service : topology.services) {
    auto* dns = service.if_is<DnsService>();
    if (!dns || service.address != server.address) continue;
    dns->behaviour = question.behaviour;
    for (int i = 0; i < 60; ++i) {
      dns->records.push_back({"many.test", make_address("198.51.100." + std::to_string(i))});
    }
    for (const auto* address : {"198.51.100.10", "198.51.100.9", "203.0.113.1"}) {
      dns->records.push_back({"two.test", make_address(address)});
    }
    for (const auto* address : {"198.51.100.10", "2001:db8::10"}) {
      dns->records.push_back({"both.test", make_address(address)});
    }
  }
  return topology;
}

std::string filled_in(std::string text, const std::string& address) {
  for (auto at = text.find("{}"); at != text.npos; at = text.find("{}", at)) {
    text.replace(at, 2, address);
  }
  return text;
}

TEST_F(RealMusl, ReadsItsFilesAsItsModel) {
  const auto scenario = load_scenario(fs::path{EDGE_SOURCE_DIR} / "scenarios/healthy-direct.yaml");
  const auto compare = [&](std::size_t i) {
    const Question& question = kQuestions[i];
    const Topology topology = network_for(question, scenario);
    const auto& told = topology.nodes.front().resolver;
    auto files = node_files(told);
    files["resolv.conf"] =
        filled_in(question.resolv_conf, told.servers.front().address.to_string());
    files["hosts"] = question.hosts;
    const auto config = musl::parse_resolver_config(files["resolv.conf"], files["hosts"]);
    const auto model = resolved_by_model(topology, scenario.seed, question.name, config);
    const auto answer = ask_in_module(topology, scenario.seed, {program(), question.name}, files);
    return verdict(difference_from_musl(model, answer), answer);
  };
  expect_the_same(
      kQuestions.size(), [](std::size_t i) { return kQuestions[i].what; }, compare);
}

}  // namespace
}  // namespace edge::sim
