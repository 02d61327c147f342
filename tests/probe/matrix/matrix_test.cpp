// What the difference between columns is, and what it says; which columns there are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probe/matrix/default_columns.hpp"
#include "probe/matrix/make_matrix.hpp"
#include "probe/matrix/matrix_text.hpp"
#include "tests/probe/host/host_support.hpp"

namespace edge::probe {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

MatrixColumn column(std::string name, std::string_view verdict) {
  Report report{.host = "hub.test"};
  report.verdicts.push_back({.code = std::string(verdict)});
  report.exit_code = verdict == "connected" ? 0 : 1;
  report.targets = {{.transport = "amqp", .port = 5671}};
  const bool good = report.exit_code == 0;
  report.attempts = {{.transport = "amqp", .stage = good ? "cbs" : "connect",
                      .outcome = good ? Outcome::ok : Outcome::timed_out}};
  return {.name = std::move(name), .report = std::move(report)};
}

MatrixReport matrix_of(std::string_view host, std::string_view bridge, std::string_view modules) {
  std::vector<MatrixColumn> columns;
  columns.push_back(column("host", host));
  columns.push_back(column("default bridge", bridge));
  columns.push_back(column("module network", modules));
  return make_matrix(std::move(columns));
}

TEST(Matrix, SaysWhereToLook) {
  constexpr std::string_view kOk = "connected", kDrop = "path-drop", kDns = "dns-no-answer";
  const std::tuple<std::string_view, std::string_view, std::string_view, const char*> rows[] = {
      {kOk, kOk, kOk, "The hub is reached from each of them."},
      {kOk, kOk, kDrop, "Not reached from: module network. The host itself gets through"},
      {kOk, kDrop, kDrop, "Not reached from: default bridge, module network. The host"},
      {kDrop, kOk, kDrop, "Reached from: default bridge, though not from the host itself"},
      {kDrop, kDrop, kDrop, "None of them reaches the hub, and all fail alike"},
      {kDrop, kDns, kDrop, "None of them reaches the hub, and not for the same reason"},
  };
  for (const auto& [host, bridge, modules, told] : rows) {
    const auto matrix = matrix_of(host, bridge, modules);
    EXPECT_THAT(matrix.conclusion, StartsWith(told));
    EXPECT_EQ(matrix.exit_code, host == kOk && bridge == kOk && modules == kOk ? 0 : 1);
  }
}

/// Two networks, each by a proxy and without.
std::string proxy_conclusion(std::string_view by_proxy, std::string_view direct) {
  std::vector<MatrixColumn> columns;
  for (const std::string name : {"host", "module network"}) {
    columns.push_back(column(name, by_proxy));
    columns.push_back(column(name + ", direct", direct));
    columns.back().direct = true;
  }
  return make_matrix(std::move(columns)).conclusion;
}

TEST(Matrix, SaysWhetherTheProxyIsAllTheDifference) {
  EXPECT_THAT(proxy_conclusion("connected", "path-drop"), StartsWith("The hub is reached by the "
                                                                     "proxy alone"));
  EXPECT_THAT(proxy_conclusion("proxy-denies", "connected"),
              StartsWith("The hub is reached without the proxy alone"));
  EXPECT_THAT(proxy_conclusion("connected", "connected"), StartsWith("The hub is reached from"));
}

TEST(Matrix, EachNetworkAndBesideItTheSameWithoutAProxy) {
  const auto both = with_direct({{"host", ""}, {"module network", "bridge:br0"}});
  ASSERT_EQ(both.size(), 4u);
  EXPECT_EQ(both[3].name, "module network, direct");
  EXPECT_EQ(both[3].vantage, "bridge:br0");
  EXPECT_TRUE(both[3].direct);
  EXPECT_FALSE(both[2].direct);
}

TEST(Matrix, AColumnThatWasNotRunIsNeitherGoodNorCompared) {
  std::vector<MatrixColumn> columns;
  columns.push_back(column("host", "connected"));
  columns.push_back({.name = "module network", .vantage = "bridge:br0", .why_not = "no right"});
  columns.push_back(column("default bridge", "connected"));
  const auto matrix = make_matrix(std::move(columns));
  EXPECT_EQ(matrix.exit_code, 1);
  for (const MatrixRow& row : matrix.rows) {
    EXPECT_EQ(row.values[1], "not run");
    EXPECT_FALSE(row.differs);
  }
  EXPECT_THAT(matrix_text(matrix, {}), HasSubstr("module network, because: no right"));
}

TEST(Matrix, TimesDoNotDiffer) {
  auto slow = column("module network", "connected");
  slow.report->attempts[0].end = std::chrono::seconds{9};
  std::vector<MatrixColumn> columns;
  columns.push_back(column("host", "connected"));
  columns.push_back(std::move(slow));
  for (const MatrixRow& row : make_matrix(std::move(columns)).rows) EXPECT_FALSE(row.differs);
}

std::string plans_text(const HostState& host, const std::optional<EngineState>& engine) {
  std::string text;
  for (const ColumnPlan& each : default_columns(host, engine)) {
    text += each.name + "=" + each.vantage + " ";
  }
  return text;
}

TEST(MatrixColumns, AreTheHostTheDefaultBridgeAndTheModulesNetwork) {
  HostState host = test::healthy_host();
  host.links.push_back(test::link_called("docker0", 9, "bridge"));
  host.links.back().addresses = {test::net("172.17.0.1/16")};
  EXPECT_EQ(plans_text(host, std::nullopt),
            "host= br-edge=bridge:br-edge default bridge=bridge:docker0 ");

  EngineState engine;
  engine.networks = {{.name = "azure-iot-edge", .subnets = {"172.18.0.0/16"}},
                     {.name = "bridge", .subnets = {"172.17.0.0/16"}},
                     {.name = "other", .subnets = {"10.1.0.0/16"}}};
  EXPECT_EQ(plans_text(host, engine),
            "host= default bridge=bridge:docker0 module network=bridge:br-edge ");

  engine.containers = {{.name = "edgeAgent", .running = true, .process = 7}};
  EXPECT_EQ(plans_text(host, engine),
            "host= default bridge=bridge:docker0 module network=container:edgeAgent ");
}

TEST(MatrixColumns, TheHubIsTheAgents) {
  EngineState engine;
  EXPECT_EQ(hub_of_agent(engine), "");
  engine.containers = {{.name = "edgeAgent"}};
  auto& environment = engine.containers[0].environment;
  environment["DeviceConnectionString"] = "HostName=h.test;DeviceId=d;SharedAccessKey=AAAA";
  EXPECT_EQ(hub_of_agent(engine), "h.test");
  environment["IOTEDGE_IOTHUBHOSTNAME"] = "i.test";
  EXPECT_EQ(hub_of_agent(engine), "i.test");
  environment = {{"IOTEDGE_IOTHUBHOSTNAME", "--report=text=/etc/passwd"}};
  EXPECT_EQ(hub_of_agent(engine), "");
}

}  // namespace
}  // namespace edge::probe
