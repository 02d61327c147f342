#include "probe/logs/log_causes.hpp"

#include "common/base/check.hpp"
#include "common/base/rows.hpp"
#include "probe/verdicts/verdicts.hpp"

namespace edge::probe {
namespace {

constexpr std::string_view kLetThrough =
    "Let the device reach the hub on that port: 5671 for AMQP, 8883 for MQTT, 443 for WebSockets. "
    "Without UpstreamProtocol the agent tries 443 as well. `edgeprobe run --hub HUB` on the module "
    "network says who on the way it is.";

constexpr LogCauseRow kLogCauses[] = {
    {"hub-port-refused", "The port of the hub that was tried is refused by a TCP reset",
     kLetThrough, "connection-refused"},
    {"hub-port-silent", "The port of the hub that was tried does not answer", kLetThrough,
     "network-drops-everything"},
    {"duplicate-identity", "Two devices, or two agents, connect with the same identity",
     "Give each device an identity of its own; look for a cloned disk image, a second agent, or a "
     "test program with the same connection string."},
    {"hub-not-found", "The service knows no hub of the name in the settings",
     "Compare the hub's name in /etc/aziot/config.toml with the portal's."},
    {"edge-hub-https-blocked", "The edge hub's HTTPS to the hub fails, though AMQP may work",
     "Let the edge hub reach the hub on port 443; behind a proxy set https_proxy in its settings "
     "in the deployment as well."},
    {"daemon-socket-stale", "The daemon does not answer on the socket that a module has open",
     "Run `iotedge system restart`, and `iotedge system logs` for why the daemon ended."},
    {"daemon-socket-rights", "A socket of IoT Edge may not be opened: rights, or SELinux",
     "Look at the rights of /run/iotedge and /run/aziot, the groups of the services' users, and at "
     "`ausearch -m avc` where SELinux is on. It is nothing of the network."},
    {"engine-not-running", "The container engine does not answer on its socket",
     "Run `systemctl status docker` (or podman.socket) and read `journalctl -u docker`: the engine "
     "does not run, or its socket is elsewhere than [moby_runtime] uri in /etc/aziot/config.toml "
     "says. It is nothing of the network."},
    {"engine-filter-not-written", "The container engine cannot write its packet filter rules",
     "Look at what `iptables -t nat -L` says on the host: after an upgrade the kernel's modules or "
     "the iptables variant (`update-alternatives --config iptables`) do not fit, until the host "
     "restarts. Then restart the engine."},
    {"engine-too-new", "The container engine no longer speaks the version that IoT Edge asks for",
     "Update IoT Edge, or set DOCKER_MIN_API_VERSION for dockerd to the version in the line."},
    {"address-pools-covered", "The engine finds no free addresses for its networks",
     "A VPN's routes often cover them all: set default-address-pools in /etc/docker/daemon.json to "
     "a range that no route of the host covers, and restart the engine."},
    {"stale-endpoint", "A container's place in the network was left behind by an earlier one",
     "Run `docker network disconnect -f azure-iot-edge CONTAINER`, then restart the daemon."},
    {"daemon-setting-refused", "The daemon refuses a value of its settings",
     "Set the value that the line names in /etc/aziot/config.toml and run `iotedge config apply`."},
    {"host-proxy-invalid", "A service of the host cannot read the proxy of its environment",
     "Look at `systemctl show --property=Environment aziot-edged aziot-identityd`: the proxy is "
     "written as http://HOST:PORT."},
    {"host-dns-failure", "The host's own services cannot look names up",
     "Look at /etc/resolv.conf of the host and at who answers there; the modules' name servers are "
     "another matter."},
    {"host-cannot-connect", "The host's own services do not reach the hub or DPS by HTTPS",
     "Run the probe on the host itself: `edgeprobe run --hub HUB --transport amqp-ws`, with the "
     "proxy that `systemctl show --property=Environment aziot-identityd` names."},
    {"service-refuses-device",
     "The provisioning service or the hub answers, and refuses the device",
     "The network is well. Compare the scope ID, the registration or device ID and the key or "
     "certificate in /etc/aziot/config.toml with the enrolment and the device in the portal, and "
     "the host's clock with the time."},
    {"not-provisioned", "The device could not be provisioned, and has not been before",
     "Read the lines below it, \"caused by\": the host's network, or a service that refuses the "
     "device. The services try again by themselves."},
    {"check-port-fails", "`iotedge check` does not get to a port that IoT Edge needs",
     "`iotedge check --verbose` says what the connection met. `edgeprobe run --hub HUB` on the "
     "module network says which device on the way it was."},
    {"engine-proxy-fails", "The container engine does not get to its own proxy",
     "Look at `systemctl show --property=Environment docker` and at the proxy it names."},
    {"registry-dns", "The container engine cannot look the registry's name up",
     "It asks the host's name servers: look at /etc/resolv.conf of the host."},
    {"registry-refused", "The registry's port is refused, or there is no route to it",
     "Let the host reach the registry on port 443, or set the engine's proxy."},
    {"registry-no-answer", "The registry, or the host that has its data, does not answer",
     "Let the host reach the registry and its data host on port 443: mcr.microsoft.com with "
     "*.data.mcr.microsoft.com, *.azurecr.io with *.blob.core.windows.net; or set the engine's "
     "proxy. Where a TLS handshake times out, look at the MTU, too."},
    {"registry-certificate", "The container engine does not trust the registry's certificate",
     "Whoever opens TLS on the way is to let the registry pass, or its CA belongs into the host's "
     "store; restart the engine then."},
    {"registry-clock", "The registry's certificate is not valid by the host's clock",
     "Set the host's clock: `timedatectl` says whether it is synchronised."},
    {"image-pull-unauthorized", "The registry wants other credentials (401)",
     "Correct the registry's credentials in the deployment, or in [agent.config.auth] for the "
     "first agent. A `docker login` on the host is not used. `sudo edgeprobe registry IMAGE` tells "
     "missing ones from wrong ones and from those that have expired."},
    {"image-pull-denied", "The registry refuses the image (403), or there is no such repository",
     "Compare the image's name; give the credentials of the deployment the right to pull it. "
     "`sudo edgeprobe registry IMAGE` says which request is refused, and why."},
    {"image-pull-failed", "An image could not be pulled, and these lines do not say why",
     "Read the engine's and the daemon's log of the same time: `iotedge system logs`, `journalctl "
     "-u docker`."},
    {"port-taken-by-container", "Another container has the port that a module wants on the host",
     "`docker ps` shows which; end it, or map the module to another port in its createOptions."},
    {"port-taken-by-process", "A program of the host has the port that a module wants there",
     "`ss -ltnp` shows which; end it, or map the module to another port in its createOptions."},
    {"port-privileged", "The engine may not take a port below 1024",
     "Run the engine as root, or set net.ipv4.ip_unprivileged_port_start."},
};

/// Behind the verdicts: what keeps the agent from its hub comes first.
constexpr std::size_t kBehindVerdicts = 1000;

}  // namespace

std::span<const LogCauseRow> log_cause_rows() { return kLogCauses; }

CodeWords words_of(std::string_view code) {
  if (const VerdictRow* row = find_verdict(code)) {
    const auto rank = static_cast<std::size_t>(row - verdict_rows().data());
    return {usual_words(row->title), usual_words(row->fix), rank, true};
  }
  const auto& row = row_of(log_cause_rows(), code, &LogCauseRow::code);
  if (!row.instead_of.empty()) {
    return {std::string(row.title), std::string(row.fix), words_of(row.instead_of).rank, true};
  }
  const auto rank = static_cast<std::size_t>(&row - kLogCauses);
  return {std::string(row.title), std::string(row.fix), kBehindVerdicts + rank, false};
}

bool is_known_code(std::string_view code) {
  return find_verdict(code) || find_row(log_cause_rows(), code, &LogCauseRow::code);
}

}  // namespace edge::probe
