// A network that is written out and read again is the same: the named ones, those that every
// shipped scenario passes through, and one in which every key is used.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "simulator/hub/personality.hpp"
#include "simulator/run/load_scenario.hpp"
#include "simulator/run/suite_files.hpp"
#include "simulator/run/timeline.hpp"
#include "simulator/topologies/topologies.hpp"
#include "simulator/topology/names.hpp"
#include "simulator/topology_file/topology_file.hpp"

namespace edge::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

void expect_same_again(const Topology& topology, const std::string& what) {
  const auto text = topology_text(topology);
  try {
    const auto again = parse_topology(text);
    EXPECT_EQ(again, topology) << what << "\n" << text;
    EXPECT_EQ(topology_text(again), text) << what;
  } catch (const YamlError& error) {
    ADD_FAILURE() << what << ":" << error.line << ":" << error.column << ": " << error.what()
                  << "\n" << text;
  }
}

TEST(TopologyRoundTrip, EveryNamedTopology) {
  for (const auto& row : topology_rows()) expect_same_again(row.built({}), std::string{row.name});
}

TEST(TopologyRoundTrip, EveryNetworkThatAScenarioPassesThrough) {
  std::size_t networks = 0;
  for (const auto& file : scenario_files({std::string{EDGE_SOURCE_DIR} + "/scenarios"})) {
    for (const auto& phase : plan_phases(load_scenario(file), fault_rows())) {
      expect_same_again(phase.topology, file.stem().string());
      ++networks;
    }
  }
  EXPECT_GT(networks, 150u);
}

/// Every key there is, none with what would hold without it.
const std::string kEverything = R"(
name: everything
nodes:
  - name: a
    interfaces:
      - { name: eth0, addresses: [192.0.2.1/24, "2001:db8::1/64"], mtu: 1400, up: false }
      - { name: tun0, kind: tun }
    routes:
      - { destination: 10.0.0.0/8, gateway: 192.0.2.9, interface: eth0, metric: 50, table: 7,
          source: 192.0.2.1 }
      - { destination: 10.1.0.0/16, kind: throw }
    policy-rules:
      - { priority: 5, table: 7, source: 10.0.0.0/8, mark: 0xca6c, mark-mask: 0xffff, invert: true,
          destination: 10.2.0.0/16, suppress-prefix-length: 0, unreachable: true }
    rules:
      - hook: output
        priority: -150
        match: { in-interface: eth0, not-in-interface: lo, out-interface: tun0,
                 not-out-interface: eth0, source: 10.0.0.0/8, destination: 10.1.1.1/32,
                 protocol: udp, source-port: 1, destination-port: 65535, state: new, mark: 3,
                 source-type: broadcast, longer-than: 100 }
        action: { set-mark: { to: 0 } }
        comment: 'all: "of" it \ # here'
        chain: ts-forward
        by-engine: true
      - { action: { reject: { with: tcp-reset } } }
      - { hook: output, priority: -100, action: { destination-nat: { to: "192.0.2.2:80" } } }
    tunnels:
      - { interface: tun0, local: 0.0.0.0:1194, peer: "[2001:db8::2]:1194", mark: 9, overhead: 1 }
    sysctls: { ip-forward: true, rp-filter: 2, src-valid-mark: true,
               tcp-timeout-established: 60, tcp-loose: false }
    syn-schedule: { linear: 0, retries: 3 }
    resolver:
      hosts: [{ address: 192.0.2.5, names: [five, five.test] }]
      servers: [192.0.2.53, "192.0.2.53:5353", "[2001:db8::53]:5353", "2001:db8::53"]
      search: [test]
      ndots: 2
      timeout: 3s
      attempts: 4
      rotate: true
      use-vc: true
      edns0: true
    icmp-errors: false
    route-guard: 1500ms
  - { name: b, interfaces: [{ name: yes, kind: bridge }] }
wires:
  - { from: a/eth0, to: b/yes, delay: 3us, jitter: 1.5ms, loss: 2%, duplicate: 0.000001,
      bursts: { begins: 1%, ends: 10%, loss: 99% }, corrupt: 0.1, reorder: 0.3, rate: 512kbit,
      mtu: 1280, up: false }
services:
  - name: hub
    node: b
    address: 192.0.2.10
    runs:
      hub:
        host-name: h.test
        gateway-host-name: parent.test
        amqp-port: 5672
        websocket-port: 8443
        certificate: { common-name: 'a: b', dns-names: ['*.test'], not-before: -48h, not-after: -1s,
                       issuer: other-ca, form: weak-key }
        tls: plain-http
        tls-alert: 70
        personality: edgehub
        websocket: { form: silent, status: 404, subprotocol: false }
        sasl: { required: true, mechanisms: [MSSBCBS], outcome: 1 }
        amqp: open-unanswered
        connection: { ends-after: 5s, ends-after-messages: 2, heartbeats: false, answer-delay: 2s }
        close-after-open: { condition: "amqp:connection:forced", description: '{"a": "é"}' }
        cbs: { status: 401, description: no, silent: true }
        refuse-link: {}
        links-silent: true
        refuse-messages: { condition: 'true' }
        clock-offset: -5m
        devices:
          - { device-id: "1e3", module-id: $edgeAgent, key: AAEC, secondary-key: AAED,
              enabled: false,
              thumbprints: [0000000000000000000000000000000000000000000000000000000000000000],
              authority-signed: true }
  - name: dns
    node: a
    address: 127.0.0.11
    runs: { dns: { port: 5353, behaviour: name-error, records: [{ name: x.test, address: "::1" }],
                   upstream: [192.0.2.53], answer-delay: 3s, upstream-node: b } }
  - name: proxy
    node: b
    address: 192.0.2.10
    runs: { proxy: { port: 8080, user: '~', password: ' p ', denied-hosts: [h.test], silent: true,
                     hangs-up: true, http-1-0: true, scheme: NTLM, refuses-with: 502,
                     dns: ["192.0.2.53:54"] } }
  - name: agent
    node: b
    address: 192.0.2.10
    runs: { agent: { hub-host: h.test, hub: "192.0.2.10:5672", identity: { device-id: d } } }
  - name: registry
    node: b
    address: 192.0.2.11
    runs: { registry: { host-name: r.test, port: 5000, certificate: { issuer: other-ca },
                        repository: a/b, tag: '2', platforms: [linux/arm64], user: u, password: p,
                        may-pull: false, tokens: false, realm: "http://r.test/token",
                        data-host: d.test, refuses-with: 429 } }
starts-at: 2017-11-28T18:46:19.25Z
clocks: { a: -1h, b: 0.5ms }
)";

TEST(TopologyRoundTrip, EverythingThatCanBeSaid) {
  const auto topology = parse_topology(kEverything);
  expect_same_again(topology, "everything");
  const auto text = topology_text(topology, 2);
  for (const auto& row : topology_keys()) {
    EXPECT_THAT(text, HasSubstr(" " + row.key + ":")) << row.of;
  }
  EXPECT_EQ(topology.nodes[0].policy_rules[0].mark, 0xca6cu);
  EXPECT_EQ(topology.nodes[0].resolver.servers[3].port, 53);
  EXPECT_EQ(topology.wires[0].bursts.begins, 0.01);
  EXPECT_EQ(topology.wires[0].rate_bps, 512'000u);
  EXPECT_EQ(topology.clock_offsets.at("a"), -std::chrono::hours{1});
}

TEST(TopologyRoundTrip, WhatIsAsUsualIsLeftOut) {
  const auto text = topology_text(parse_topology(
      "nodes: [{ name: a, icmp-errors: true, sysctls: { rp-filter: 0 }, rules: [], interfaces: "
      "[{ name: eth0, mtu: 1500, addresses: [192.0.2.1] }] }]\n"
      "services: [{ name: p, node: a, address: 192.0.2.1, runs: { proxy: { port: 3128 } } }]"));
  EXPECT_EQ(text,
            "nodes: [{ name: a, interfaces: [{ name: eth0, addresses: [192.0.2.1/32] }] }]\n"
            "services: [{ name: p, node: a, address: 192.0.2.1, runs: proxy }]\n");
}

TEST(TopologyRoundTrip, LinesAreNoLongerThanAScreenAndCanBeIndented) {
  const auto topology = find_topology("bridge")->built({});
  const auto text = topology_text(topology, 2);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_THAT(line, ::testing::StartsWith("  "));
    EXPECT_LE(line.size(), 100u) << line;
  }
  EXPECT_EQ(parse_topology(text), topology);
}

TEST(TopologyNames, OfHubsAreThoseOfTheirTable) {
  std::vector<std::string_view> names, rows;
  for (const auto& [name, value] : kNames<HubPersonality>) names.push_back(name);
  for (const auto& row : personality_rows()) rows.push_back(row.name);
  EXPECT_THAT(names, ::testing::UnorderedElementsAreArray(rows));
}

}  // namespace
}  // namespace edge::sim
