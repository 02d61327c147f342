#include "probe/capture/capture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "common/base/escape.hpp"
#include "common/base/hub_ports.hpp"
#include "common/yaml/yaml_writer.hpp"
#include "probe/capture/captured_filters.hpp"
#include "probe/capture/captured_host.hpp"
#include "probe/host/host_causes.hpp"

namespace edge::probe {
namespace {

// The test key of the documentation: bytes 00 to 0f.
constexpr const char* kTestKey = "AAECAwQFBgcICQoLDA0ODw==";
constexpr const char* kHubName = "hub.test";

/// Not `{one}`, which is `one` itself.
CaptureJson list_of(CaptureJson one) {
  auto list = CaptureJson::array();
  list.push_back(std::move(one));
  return list;
}

CaptureJson wire_json(const std::string& from, const std::string& to, const char* delay) {
  return {{"from", from}, {"to", to}, {"delay", delay}};
}

CaptureJson default_route(const std::string& gateway, const char* interface) {
  return {{"destination", "0.0.0.0/0"}, {"gateway", gateway}, {"interface", interface}};
}

/// "198.51.100.1/24" for a hub at 198.51.100.20: in the smallest network in which both are hosts.
Prefix before_hub(const IpAddress& hub) {
  for (int length = 30; length > 8; --length) {
    const Prefix network = network_of({hub, length});
    const IpAddress first = next_address(network.address), last = last_address(network);
    const IpAddress other = first == hub ? next_address(first) : first;
    if (hub != network.address && hub != last && other != last) return {other, length};
  }
  return {AddressV4(hub.to_v4().to_uint() ^ 1), 8};
}

/// The routers behind the host's uplinks, and the hub behind them. Of what is there nothing is
/// known: all of it works.
class Surroundings {
 public:
  Surroundings(CaptureContext& context, CaptureJson& nodes, CaptureJson& wires)
      : context_(context), nodes_(nodes), wires_(wires) {}

  void add() {
    CaptureJson internet{{"name", "internet"}};
    internet["sysctls"]["ip-forward"] = true;
    for (const int index : captured_links(context_)) add_router(index, internet);
    add_hub(internet);
    nodes_.push_back(std::move(internet));
  }

 private:
  /// Gateways that answer, with the network that they are on.
  std::vector<Prefix> gateways_on(const HostLink& link) const {
    std::vector<Prefix> found;
    const auto dead = [&](const IpAddress& address) {
      return std::ranges::any_of(context_.state.neighbours, [&](const HostNeighbour& one) {
        return one.failed && one.link == link.index && one.address == address;
      });
    };
    for (const HostRoute& route : context_.state.routes) {
      for (const NextHop& hop : route.hops) {
        if (hop.link != link.index || !hop.gateway || dead(*hop.gateway)) continue;
        for (const Prefix& address : link.addresses) {
          if (!address.contains(*hop.gateway)) continue;
          const Prefix gateway{*hop.gateway, address.length};
          if (std::ranges::count(found, gateway) == 0) found.push_back(gateway);
        }
      }
    }
    return found;
  }

  void add_router(int index, CaptureJson& internet) {
    const HostLink& link = *find_link(context_.state, index);
    if (is_tunnel(link) || index == context_.trace.bridge) return;
    const auto gateways = gateways_on(link);
    if (gateways.empty() || number_ == kMostRouters) return;
    const std::string name = fmt::format("router-{}", ++number_);
    CaptureJson lan{{"name", "lan"}, {"kind", "bridge"}};
    for (const Prefix& each : gateways) lan["addresses"].push_back(context_.text(each));
    const auto outside = [&](int host) { return fmt::format("198.18.{}.{}", number_, host); };
    const std::string site = fmt::format("site{}", number_);
    CaptureJson router{{"name", name}};
    router["interfaces"] = list_of(lan);
    router["interfaces"].push_back(
        {{"name", "wan"}, {"addresses", list_of(outside(2) + "/30")}});
    router["routes"] = list_of(default_route(outside(1), "wan"));
    router["rules"] = list_of({{"hook", "postrouting"},
                               {"priority", 100},
                               {"match", {{"out-interface", "wan"}}},
                               {"action", "masquerade"}});
    router["sysctls"]["ip-forward"] = true;
    nodes_.push_back(std::move(router));
    internet["interfaces"].push_back(
        {{"name", site}, {"addresses", list_of(outside(1) + "/30")}});
    wires_.push_back(wire_json("host/" + context_.name(index), name + "/lan", "500us"));
    wires_.push_back(wire_json(name + "/wan", "internet/" + site, "5ms"));
    for (const Prefix& each : gateways) {
      if (each.contains(context_.all.hub)) beside_ = name + "/lan";
    }
  }

  void add_hub(CaptureJson& internet) {
    const auto gateway = before_hub(context_.all.hub);
    const std::string length = fmt::format("/{}", gateway.length);
    CaptureJson eth0{{"name", "eth0"}};
    eth0["addresses"] = list_of(context_.text(context_.all.hub) + length);
    CaptureJson hub{{"name", "hub"}, {"interfaces", list_of(eth0)}};
    if (beside_.empty()) {
      hub["routes"] = list_of(default_route(context_.text(gateway.address), "eth0"));
      internet["interfaces"].push_back(
          {{"name", "hub"}, {"addresses", list_of(context_.text(gateway))}});
      wires_.push_back(wire_json("internet/hub", "hub/eth0", "2ms"));
    } else {
      wires_.push_back(wire_json(beside_, "hub/eth0", "500us"));
    }
    nodes_.push_back(std::move(hub));
  }

  static constexpr int kMostRouters = 8;
  CaptureContext& context_;
  CaptureJson& nodes_;
  CaptureJson& wires_;
  int number_ = 0;
  std::string beside_;  // where the hub is on the host's own network
};

CaptureJson module_json(const CaptureContext& context, const IpAddress& gateway) {
  const Prefix own{context.trace.module, context.trace.subnet.length};
  CaptureJson eth0{{"name", "eth0"}};
  eth0["addresses"] = list_of(context.text(own));
  CaptureJson module{{"name", "module"}, {"interfaces", list_of(eth0)}};
  module["routes"] = list_of(default_route(context.text(gateway), "eth0"));
  CaptureJson line{{"address", context.text(context.all.hub)}};
  line["names"] = list_of(kHubName);
  module["resolver"]["hosts"] = list_of(line);
  return module;
}

IpAddress own_address(const HostLink& bridge, const Prefix& subnet) {
  const auto own = std::ranges::find(bridge.addresses, subnet, network_of);
  return own == bridge.addresses.end() ? bridge.addresses.front().address : own->address;
}

/// Programs on the edge hub's ports, as what listens there: a proxy.
void add_listeners(const CaptureContext& context, const IpAddress& usual, CaptureJson& services) {
  std::set<std::uint16_t> ports;
  for (const HostListener& each : context.state.listeners) {
    const bool everywhere = each.address.is_unspecified();
    if (each.published_for || (!everywhere && !each.address.is_v4())) continue;
    if (!everywhere && each.address.is_loopback()) continue;
    if (!ports.insert(each.port).second) continue;
    const auto address = everywhere ? usual : each.address.to_v4();
    CaptureJson service{{"name", fmt::format("port-{}", each.port)}, {"node", "host"}};
    service["address"] = context.text(address);
    service["runs"]["proxy"]["port"] = each.port;
    services.push_back(std::move(service));
  }
}

CaptureJson hub_service(const CaptureContext& context) {
  CaptureJson device{{"device-id", "my-device"}, {"key", kTestKey}};
  CaptureJson service{{"name", "hub"}, {"node", "hub"}};
  service["address"] = context.text(context.all.hub);
  const auto port = context.all.port;
  if (port != kAmqpPort && port != kWebSocketPort) service["runs"]["hub"]["amqp-port"] = port;
  service["runs"]["hub"]["devices"] = list_of(device);
  return service;
}

/// What the replay must find: the cause, or that the module connects.
std::string expected_of(const std::vector<HostFinding>& findings) {
  for (const HostFinding& each : findings) {
    const bool taken = each.code == kPortTakenByProcess || each.code == kPortTakenByContainer;
    if (taken) return std::string(kPortTakenByProcess);
    if (each.severity == Severity::error) return each.code;
  }
  return "connected";
}

}  // namespace

std::string capture_text(const CaptureSource& source, std::function<bool()> coin) {
  if (source.traces.networks.empty()) {
    throw std::invalid_argument("there is no module network to write about");
  }
  const bool names = !coin;
  AddressMask mask(std::move(coin));
  const NetworkTrace& trace = source.traces.networks.front();
  CaptureContext context{source.state, trace, source.traces, mask, {}};
  const HostLink& bridge = *find_link(source.state, trace.bridge);
  const IpAddress gateway = own_address(bridge, trace.subnet);
  const std::string expected = expected_of(source.findings);
  CaptureJson nodes = CaptureJson::array(), wires = CaptureJson::array();
  nodes.push_back(module_json(context, gateway));
  CaptureJson host = captured_host(context);
  if (auto rules = captured_filters(context, names); !rules.empty()) {
    host["rules"] = std::move(rules);
  }
  nodes.push_back(std::move(host));
  wires.push_back(wire_json("module/eth0", "host/" + context.name(trace.bridge), "0s"));
  Surroundings(context, nodes, wires).add();
  CaptureJson scenario{{"why", fmt::format("A host as `edgeprobe host` found it: {}.", expected)}};
  CaptureJson& topology = scenario["topology"];
  topology["name"] = kCapturedNetwork;
  topology["nodes"] = std::move(nodes);
  topology["wires"] = std::move(wires);
  topology["services"] = CaptureJson::array();
  add_listeners(context, gateway, topology["services"]);
  topology["services"].push_back(hub_service(context));
  scenario["lab"]["attempt-timeout"] = "5s";
  scenario["expect"]["host-verdict"] = expected;
  std::string text;
  for (const auto& each : context.left_out) text += "# Not in here: " + printable(each) + "\n";
  return text + written_yaml(scenario, 0);
}

}  // namespace edge::probe
