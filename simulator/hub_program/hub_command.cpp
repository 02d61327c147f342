#include "simulator/hub_program/hub_command.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <filesystem>

#include "common/base/escape.hpp"
#include "common/base/json_text.hpp"
#include "common/base/secret_gate.hpp"
#include "common/base/usage_error.hpp"
#include "common/world/real/end_signals.hpp"
#include "common/world/real/environment.hpp"
#include "common/world/real/open_files.hpp"
#include "common/world/real/real_world.hpp"
#include "simulator/hub_program/control/control.hpp"
#include "simulator/hub_program/devices_file.hpp"
#include "simulator/hub_program/file_store.hpp"
#include "simulator/hub_program/healthy_hub.hpp"
#include "simulator/hub_program/hub_files.hpp"
#include "simulator/hub_program/hub_json.hpp"
#include "simulator/hub_program/open_files.hpp"
#include "simulator/hub_program/watch_output.hpp"
#include "simulator/hub_program/workload_server.hpp"
#include "simulator/topology/certificate_spec.hpp"

namespace edge::sim {
namespace {

constexpr int kLowestUnprivilegedPort = 1024;

void warn(const std::string& text) { write_error_line("edgesim", text); }

std::string remedy(const ErrorCode& error, const HubCommandOptions& options) {
  if (error == boost::system::errc::address_in_use) {
    return "; choose another port with --amqp-port or --ws-port (0 picks a free one)";
  }
  if (error == boost::system::errc::address_not_available) {
    return "; choose an address of this machine with --listen";
  }
  const int lowest = std::min(options.amqp_port, options.websocket_port);
  if (error != boost::system::errc::permission_denied || lowest >= kLowestUnprivilegedPort) {
    return {};
  }
  return fmt::format(
      "; allow it with `sysctl -w net.ipv4.ip_unprivileged_port_start={0}` or `setcap "
      "cap_net_bind_service=+ep $(command -v edgesim)`, or choose others with --amqp-port and "
      "--ws-port", lowest);
}

Behaviours behaviours_of(const HubCommandOptions& options, const Service& healthy) {
  Behaviours behaviours(healthy);
  for (const auto& fault : options.faults) {
    try {
      behaviours.add(parse_behaviour(fault));
    } catch (const std::invalid_argument& error) {
      throw UsageError("hub: --fault: " + printable(error.what()));
    }
  }
  return behaviours;
}

void write_connection_string(HubFiles& files, const std::string& host_name,
                             const std::vector<DeviceSpec>& devices) {
  for (const auto& device : devices) {
    for (const auto* key : {&device.key, &device.secondary_key}) secret_gate().add_plain(*key);
  }
  if (!files.write_connection_string(host_name, devices)) return;
  warn(files.connection_string_file() + (devices.empty() ? " is removed: no identity is left"
                                                         : " now names another host, identity or "
                                                           "key"));
}

/// `others` makes the authorities that clients have no reason to trust.
std::unique_ptr<Hub> start(World& world, boost::asio::io_context& context, const Service& service,
                           HubFiles& files, Authorities& others,
                           const HubCommandOptions& options) {
  const IssuerLookup issuer = [&](const std::string& name) -> const CertificateAuthority& {
    if (name == CertificateSpec{}.issuer) return files.authority();
    return others.get(name);
  };
  const auto follow = [&files, host = options.host_name](const std::vector<DeviceSpec>& devices) {
    write_connection_string(files, host, devices);
  };
  auto store = std::make_unique<FileStore>(
      files.folder(),
      FileStore::Options{options.devices_file.empty(), options.message_log_mib << 20, follow});
  try {
    auto hub = std::make_unique<Hub>(context.get_executor(), world, service, issuer,
                                     options.limits);
    store->load(hub->core(), warn);
    hub->core().records().set_store(std::move(store));
    return hub;
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error(error.what() + remedy(error.code(), options));
  }
}

std::unique_ptr<ControlServer> start_control(World& world, boost::asio::io_context& context,
                                             Hub& hub, const Behaviours& behaviours,
                                             HubFiles& files, const HubCommandOptions& options) {
  if (!options.control) return nullptr;
  if (!options.control_listen.is_loopback()) {
    warn("the control endpoint listens on " + options.control_listen.to_string() +
         ": whoever reads its token on the way, in plain HTTP, controls the hub");
  }
  ControlOptions control;
  control.listen = {options.control_listen, options.control_port};
  control.token = files.control_token();
  control.host_name = options.host_name;
  try {
    return std::make_unique<ControlServer>(context.get_executor(), world, hub, behaviours,
                                           control);
  } catch (const boost::system::system_error& error) {
    const bool no_address = error.code() == boost::system::errc::address_not_available;
    throw std::runtime_error(error.what() +
                             std::string(no_address
                                             ? "; choose an address of this machine with "
                                               "--control-listen"
                                             : "; choose another port with --control-port (0 "
                                               "picks a free one)"));
  }
}

/// For the modules of the first of `devices` that has one with a key.
std::unique_ptr<WorkloadServer> start_workload(World& world, boost::asio::io_context& context,
                                               Hub& hub, HubFiles& files,
                                               const std::vector<DeviceSpec>& devices,
                                               const HubCommandOptions& options) {
  if (options.workload_socket.empty()) return nullptr;
  const auto module = std::ranges::find_if(devices, [](const DeviceSpec& device) {
    return !device.module_id.empty() && !device.key.empty();
  });
  if (module == devices.end()) {
    throw UsageError("--workload-socket: no identity is a module with a key");
  }
  const auto path = std::filesystem::absolute(options.workload_socket).string();
  auto server = std::make_unique<WorkloadServer>(
      context.get_executor(), world, hub.shared_core(),
      WorkloadOptions{path, module->device_id, files.authority().certificate_pem()});
  files.write_workload_environment(workload_environment(options.host_name, path,
                                                        module->device_id, module->module_id));
  return server;
}

/// What is served beside the devices; each may be null.
struct Beside {
  std::unique_ptr<ControlServer> control;
  std::unique_ptr<WorkloadServer> workload;
};

void print_ready(const Hub& hub, const Beside& beside, const HubFiles& files,
                 bool has_connection_string) {
  nlohmann::ordered_json line{{"amqp_port", hub.endpoint("amqp").port},
                              {"ws_port", hub.endpoint("amqp-ws").port},
                              {"ca_file", files.authority_file()},
                              {"connection_string_file", nullptr}};
  if (has_connection_string) line["connection_string_file"] = files.connection_string_file();
  if (beside.control) {
    line["control_port"] = beside.control->endpoint().port;
    line["control_token_file"] = files.control_token_file();
  }
  if (beside.workload) line["workload_env_file"] = files.workload_environment_file();
  write_standard_output(json_text(line) + "\n");
}

HubCommandOptions within_open_files(HubCommandOptions options) {
  const OpenFiles files{allow_all_open_files(), count_open_files(),
                        options.control ? HttpLimits{}.connections : 0};
  std::size_t& connections = options.limits.connections;
  const auto complaint = complaint_about(files, connections);
  if (!complaint.empty()) warn(complaint);
  connections = connections_within(files, connections);
  return options;
}

}  // namespace

int run_hub_command(HubCommandOptions options) {
  forbid_core_dumps(true);
  ::signal(SIGPIPE, SIG_IGN);  // a reader that goes is no reason to leave the devices alone
  boost::asio::io_context context{1};
  const auto world = make_real_world(context);
  options = within_open_files(std::move(options));
  HubFiles files(*world, options.state_dir, warn);
  Authorities others(world->wall());
  const auto devices =
      options.devices_file.empty() ? files.own_devices() : read_devices(options.devices_file);
  const Service healthy = healthy_hub(options, devices);
  const Behaviours behaviours = behaviours_of(options, healthy);
  write_connection_string(files, options.host_name, devices);

  auto hub = start(*world, context, behaviours.service(), files, others, options);
  Beside beside{start_control(*world, context, *hub, behaviours, files, options),
                start_workload(*world, context, *hub, files, devices, options)};
  WatchOutput output(STDOUT_FILENO);
  const auto print = [&output](const std::string& lines) { output.write(lines); };
  watch_hub(hub->core(), options.watch, print);
  boost::asio::signal_set signals(context);
  add_end_signals(signals);
  // Without them nothing is left to do, and run() returns once their connections have ended.
  signals.async_wait([&](const ErrorCode&, int) {
    beside = {};
    hub.reset();
  });
  print_ready(*hub, beside, files, !devices.empty());
  context.run();
  return 0;
}

}  // namespace edge::sim
