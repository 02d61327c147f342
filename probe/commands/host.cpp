// edgeprobe host: what keeps the module networks from the hub, seen from the host.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <array>
#include <boost/asio/io_context.hpp>
#include <functional>

#include "common/base/arguments.hpp"
#include "common/base/escape.hpp"
#include "common/base/hub_ports.hpp"
#include "common/base/usage_error.hpp"
#include "common/dns/resolv_conf.hpp"
#include "common/files/named_file.hpp"
#include "common/files/output_file.hpp"
#include "common/program/program.hpp"
#include "common/world/real/environment.hpp"
#include "common/world/real/real_world.hpp"
#include "probe/capture/capture.hpp"
#include "probe/commands/engine_called.hpp"
#include "probe/commands/rows.hpp"
#include "probe/host/engine_findings.hpp"
#include "probe/host/host_json.hpp"
#include "probe/host/host_text.hpp"
#include "probe/host/make_host_report.hpp"
#include "probe/host/read_host_state.hpp"

namespace edge::probe {
namespace {

constexpr const char* kHostExamples = R"(Examples:
  edgeprobe host                              every module network, to the internet
  edgeprobe host --hub 203.0.113.10           to the hub's address; a name must be in /etc/hosts
  edgeprobe host --hub $(getent ahostsv4 contoso.azure-devices.net | cut -d' ' -f1 | head -1)
  edgeprobe host --network 172.18.0.0/16      one network, by its subnet or its bridge (docker0)
  sudo edgeprobe host                         with the engine: containers, exit codes, settings
  edgeprobe host -o json                      facts, ways and findings; `list host-schema`
  sudo edgeprobe host --capture site.yaml     and the host as a scenario: `edgesim heal site.yaml`

Exit codes: 0 nothing known is in the way, 1 something is, 2 wrong usage, 3 edgeprobe failed.)";

// Of TEST-NET-1 (RFC 5737): no route of anybody's own leads there.
constexpr const char* kSomewhere = "192.0.2.1";
constexpr const char* kSomewhere6 = "2001:db8::1";  // RFC 3849
constexpr std::size_t kMaxHostsBytes = 1 << 20;

struct HostTexts {
  std::string hub, network, engine, capture;
  bool anonymise = false;
  std::string format = "text";
  std::uint16_t port = kAmqpPort;
};

struct HubAddress {
  std::optional<IpAddress> ipv4, ipv6;  // one of them, or both
  std::string note;
};

void take_address(HubAddress& hub, const IpAddress& address) {
  auto& place = address.is_v4() ? hub.ipv4 : hub.ipv6;
  if (!place) place = address;
}

HubAddress hub_address(const std::string& hub) {
  HubAddress found;
  if (hub.empty()) {
    take_address(found, boost::asio::ip::make_address(kSomewhere));
    take_address(found, boost::asio::ip::make_address(kSomewhere6));
    found.note = "which stands for the internet: --hub names the hub's own address";
    return found;
  }
  if (const auto literal = parse_literal_address(hub)) {
    take_address(found, *literal);
    return found;
  }
  const auto hosts = read_file_if_present("/etc/hosts", {kMaxHostsBytes});
  for (const HostsEntry& entry : parse_resolver_config("", hosts).hosts) {
    if (std::ranges::count(entry.names, hub) > 0) take_address(found, entry.address);
  }
  found.note = fmt::format("{} by /etc/hosts", printable(hub));
  if (found.ipv4 || found.ipv6) return found;
  throw UsageError(fmt::format("--hub: {} is neither an address nor in /etc/hosts, and nothing is "
                               "sent to look it up; `getent ahostsv4 NAME` does", printable(hub)));
}

/// Those that are called as engines call theirs, and the engine's own whatever they are called.
std::vector<ModuleNetwork> all_networks(const HostState& state, const EngineAnswer& engine) {
  auto networks = module_networks(state);
  if (!engine.state) return networks;
  for (const auto& subnet : engine_subnets(*engine.state)) {
    for (const ModuleNetwork& one : module_networks(state, subnet)) {
      const bool known = std::ranges::any_of(networks, [&](const ModuleNetwork& other) {
        return other.bridge == one.bridge && other.subnet == one.subnet;
      });
      if (!known) networks.push_back(one);
    }
  }
  return networks;
}

std::vector<ModuleNetwork> networks_asked_for(const HostState& state, const EngineAnswer& engine,
                                              const std::string& wanted) {
  if (wanted.empty()) return all_networks(state, engine);
  auto networks = module_networks(state, wanted);
  if (!networks.empty()) return networks;
  std::vector<std::string> known;
  for (const ModuleNetwork& one : all_networks(state, engine)) {
    known.push_back(fmt::format("{} ({})", name_text(state, one.bridge), to_string(one.subnet)));
  }
  throw UsageError(fmt::format("--network: no bridge is called {} or has that subnet (`docker "
                               "network inspect NAME` tells a network's); there {}",
                               printable(wanted, 64),
                               known.empty() ? std::string("is none")
                                             : fmt::format("are {}", fmt::join(known, ", "))));
}

/// None is as well.
std::vector<ModuleNetwork> bridges_of(const HostState& state, const EngineAnswer& engine,
                                      const std::string& wanted) {
  return wanted.empty() ? all_networks(state, engine) : module_networks(state, wanted);
}

/// From the system's randomness, bit by bit.
std::function<bool()> coin_of(World& world) {
  return [&world] {
    std::array<std::uint8_t, 1> byte{};
    world.random(byte);
    return (byte[0] & 1) != 0;
  };
}

void write_capture(const HostTexts& texts, const HostState& state, const HostTraces& traces,
                   const std::vector<HostFinding>& findings) {
  if (state.ipv6) {
    throw UsageError("--capture: only IPv4 can be written; give --hub an IPv4 address");
  }
  if (traces.networks.empty()) {
    throw UsageError("--capture: there is no module network to write about");
  }
  boost::asio::io_context context;
  const auto world = make_real_world(context);
  const auto coin = texts.anonymise ? coin_of(*world) : std::function<bool()>();
  write_file(texts.capture, capture_text({state, traces, findings}, coin));
}

/// By IPv4 if the hub has an address of it.
int look_at_host(const HostTexts& texts) {
  const HubAddress hub = hub_address(texts.hub);
  RouteNetlink kernel;
  const HostState ipv4 = read_host_state(kernel);
  const HostState ipv6 = hub.ipv6 ? read_ipv6_state(kernel, ipv4) : HostState{};
  const HostState& state = hub.ipv4 ? ipv4 : ipv6;
  const auto ask = [&](const Lookup& packet) { return ask_kernel(kernel, packet); };
  const EngineAnswer engine = ask_engine(texts.engine);
  const HostTraces traces = trace_all(state, networks_asked_for(state, engine, texts.network),
                                      hub.ipv4.value_or(hub.ipv6.value_or(IpAddress())),
                                      texts.port, ask);
  HostReport report = make_host_report(state, traces, hub.note);
  if (hub.ipv4 && hub.ipv6) {
    add_ipv6(report, ipv6, trace_all(ipv6, bridges_of(ipv6, engine, texts.network), *hub.ipv6,
                                     texts.port, ask));
  } else if (hub.ipv4) {
    report.not_checked.push_back({"IPv6", "the hub's address is one of IPv4"});
  }
  if (engine.state) {
    add_engine(report, state, *engine.state);
  } else {
    add_no_engine(report, engine.why_not);
  }
  if (!texts.capture.empty()) write_capture(texts, state, traces, report.findings);
  write_standard_output(texts.format == "json"
                            ? host_json_text(report)
                            : host_text(report, {text_columns(), wants_colours()}));
  return report.exit_code;
}

CommandAction define_host(CLI::App& app) {
  auto texts = std::make_shared<HostTexts>();
  app.add_option("--hub", texts->hub, "The hub's IPv4 address, or a name that /etc/hosts has")
      ->check(value_problem);
  app.add_option("--port", texts->port, "Its port")->check(CLI::Range(1, 65535))
      ->capture_default_str();
  app.add_option("--network", texts->network,
                 "Only this bridge or subnet; else those of the container engines")
      ->check(value_problem);
  app.add_option("--engine", texts->engine,
                 "The container engine's socket; else DOCKER_HOST, or Docker's, or podman's")
      ->check(value_problem);
  app.add_option("-o,--output", texts->format, "What to print")
      ->check(CLI::IsMember({"text", "json"}))->capture_default_str();
  auto* capture = app.add_option("--capture", texts->capture,
                                 "Write the host and its first module network as a scenario, too")
                      ->check(value_problem);
  app.add_flag("--anonymise", texts->anonymise, "With other addresses than the site's")
      ->needs(capture);
  return [texts](ProcessArguments&) {
    if (!texts->capture.empty()) check_writable(texts->capture);
    return look_at_host(*texts);
  };
}

}  // namespace

constinit const CommandRow kHostCommand{
    .name = "host",
    .what = "What on the host keeps the module networks from the hub; nothing is sent",
    .examples = kHostExamples,
    .define = define_host};

}  // namespace edge::probe
