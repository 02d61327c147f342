// Name servers that do not know, do not answer, or answer wrongly.
#include "simulator/faults/families.hpp"
#include "simulator/faults/helpers.hpp"
#include "simulator/topology/dns_service.hpp"

namespace edge::sim {
namespace {

/// Who knows the hub's name says that it does not exist; the other name servers pass that on.
Topology dns_unknown_name(Topology topology, const Arguments&) {
  change_who_knows_the_hub(topology, [](DnsService& dns, const std::string&) {
    dns.behaviour = DnsBehaviour::name_error;
  });
  return topology;
}

constexpr ListParameter kAddresses{"addresses", kind::address, kRequired};

/// The hub's name has other addresses than the hub's only, as names of moved or doubled servers do.
/// Those of a family are answered in the written order.
Topology dns_addresses(Topology topology, const Arguments& with) {
  const auto addresses = with[kAddresses];
  change_who_knows_the_hub(topology, [&](DnsService& dns, const std::string& hub) {
    std::erase_if(dns.records, [&](const DnsRecord& record) { return record.name == hub; });
    for (const auto& address : addresses) dns.records.push_back({hub, address});
  });
  return topology;
}

/// An engine's own resolver, at a loopback address of the module.
bool embedded(const Service& service) {
  return service.address.is_v4() && service.address.to_v4().is_loopback();
}

/// The servers that the device is told of; of an engine's own resolver, those it asks itself.
std::vector<Endpoint>& servers_told(Topology& topology) {
  auto& device = probe_node(topology);
  for (auto& service : topology.services) {
    auto* dns = service.if_is<DnsService>();
    if (dns && embedded(service) && service.node == device.name) return dns->upstream;
  }
  return device.resolver.servers;
}

/// Alters all name servers that the device is told of.
template <class Change>
Topology with_servers_told(Topology topology, Change change) {
  const auto told = servers_told(topology);
  change_services<DnsService>(
      topology, "name server that the device is told of", change,
      [&](const Service& service) {
        const Endpoint at{service.address, service.as<DnsService>().port};
        return std::ranges::find(told, at) != told.end();
      });
  return topology;
}

/// They behave so.
Topology with_servers_told(Topology topology, DnsBehaviour behaviour) {
  return with_servers_told(std::move(topology),
                           [&](DnsService& dns) { dns.behaviour = behaviour; });
}

/// The site's name server cannot do its work and says so.
Topology dns_server_failure(Topology topology, const Arguments&) {
  return with_servers_told(std::move(topology), DnsBehaviour::server_failure);
}

/// The site's name server does not serve this network.
Topology dns_refused(Topology topology, const Arguments&) {
  return with_servers_told(std::move(topology), DnsBehaviour::refused);
}

constexpr ValueParameter kEntry{"address", kind::address, "198.51.100.20"};

/// Left over from a test, or written by an installer.
Topology hosts_entry(Topology topology, const Arguments& with) {
  std::string hub;
  change_who_knows_the_hub(topology, [&](DnsService&, const std::string& name) { hub = name; });
  auto& hosts = probe_node(topology).resolver.hosts;
  hosts.insert(hosts.begin(), HostsEntry{with[kEntry], {hub}});
  return topology;
}

/// As some firewalls and routers do, the site's name server knows IPv4 only.
Topology dns_aaaa_silence(Topology topology, const Arguments&) {
  return with_servers_told(std::move(topology), DnsBehaviour::silent_to_aaaa);
}

constexpr NumberParameter kServers{"servers", 1, 2, "1", "how many the device is told of"};

/// Every name server is silent. An engine's own resolver stays what it is: it passes on the silence
/// of the servers behind it.
Topology dns_silence(Topology topology, const Arguments& with) {
  const auto servers = static_cast<std::size_t>(with[kServers]);
  std::vector<Endpoint> silent;  // the site's first, as topologies list the nearer one later
  for (auto& service : topology.services) {
    auto* dns = service.if_is<DnsService>();
    if (!dns || embedded(service)) continue;
    dns->behaviour = DnsBehaviour::silent;
    silent.insert(silent.begin(), {service.address, dns->port});
  }
  if (silent.size() < servers) {
    throw kServers.refusal(std::to_string(servers), "the network has not so many",
                           "1 to " + std::to_string(silent.size()));
  }
  silent.resize(servers);
  servers_told(topology) = silent;
  return topology;
}

constexpr ValueParameter kDomain{"domain", kind::host, "corp.test"};
constexpr ValueParameter kItsAddress{"address", kind::address, "198.51.100.20",
                                     "that every name in it has"};
constexpr NumberParameter kDots{"ndots", 1, 15, "5", "as Kubernetes sets it"};

/// The device is told of a search domain in which every name has an address.
Topology dns_search_wildcard(Topology topology, const Arguments& with) {
  const std::string domain(with[kDomain]);
  change_who_knows_the_hub(topology, [&](DnsService& dns, const std::string& hub) {
    dns.records.push_back({hub + "." + domain, with[kItsAddress]});
  });
  auto& resolver = probe_node(topology).resolver;
  resolver.search = {domain};
  resolver.ndots = with[kDots];
  return topology;
}

constexpr ListParameter kTold{"servers", kind::address, kOptional, "absent: none"};

/// Of resolv.conf, or of the engine's configuration: a host's own resolver at a loopback address,
/// copied into a container where nobody listens at it, a machine that serves no names, or nothing.
Topology dns_servers(Topology topology, const Arguments& with) {
  std::vector<Endpoint> told;
  if (const auto addresses = with.find(kTold)) {
    for (const auto& address : *addresses) told.push_back({address, 53});
  }
  auto& servers = servers_told(topology);
  if (servers == told) {
    throw std::invalid_argument("the device is told of these name servers already");
  }
  servers = std::move(told);
  return topology;
}

constexpr ValueParameter kLateBy{"by", kind::duration, "3s"};

/// Overloaded, or at the far end of a slow line.
Topology dns_slow(Topology topology, const Arguments& with) {
  return with_servers_told(std::move(topology),
                           [&](DnsService& dns) { dns.answer_delay = with[kLateBy]; });
}

/// As of a private endpoint whose zone lacks the record: the name is there, an address is not.
Topology dns_no_address(Topology topology, const Arguments&) {
  change_who_knows_the_hub(topology, [](DnsService& dns, const std::string&) {
    dns.behaviour = DnsBehaviour::no_address;
  });
  return topology;
}

constexpr FaultRow kDnsFaults[] = {
    {.name = "dns-unknown-name",
     .what = "the hub's name does not exist",
     .found_as = {"dns-name-unknown"},
     .apply = dns_unknown_name},
    {.name = "dns-addresses",
     .what = "the hub's name has these addresses",
     .parameters = {&kAddresses},
     .example = "addresses=198.51.100.11,198.51.100.10",
     .found_as = {"wrong-address", "host-unreachable", "no-route", "dns-truncated",
                  "network-drops-everything", "connection-refused", "host-does-not-pass-traffic",
                  "gateway-unreachable", "address-silent", "amqp-port-reset"},
     .apply = dns_addresses},
    {.name = "dns-search-wildcard",
     .what = "a search domain has an address for every name, the hub's among them",
     .parameters = {&kDomain, &kItsAddress, &kDots},
     .found_as = {"dns-search-domain", "host-unreachable"},
     .apply = dns_search_wildcard},
    {.name = "dns-server-failure",
     .what = "the site's name server answers SERVFAIL",
     .found_as = {"dns-server-failure", "dns-forwarder-failure"},
     .apply = dns_server_failure},
    {.name = "dns-refused",
     .what = "the site's name server answers REFUSED",
     .found_as = {"dns-server-failure", "dns-forwarder-failure"},
     .apply = dns_refused},
    {.name = "hosts-entry",
     .what = "the device's hosts file has another address for the hub",
     .parameters = {&kEntry},
     .found_as = {"wrong-address", "address-silent", "host-unreachable", "no-route",
                  "network-drops-everything", "connection-refused", "host-does-not-pass-traffic",
                  "gateway-unreachable"},
     .apply = hosts_entry},
    {.name = "dns-silence",
     .what = "no name server answers",
     .parameters = {&kServers},
     .found_as = {"dns-no-answer", "dns-forwarder-failure", "host-unreachable"},
     .apply = dns_silence},
    {.name = "dns-aaaa-silence",
     .what = "the site's name server answers nothing to queries for AAAA",
     .found_as = {"dns-server-failure"},
     .apply = dns_aaaa_silence},
    {.name = "dns-servers",
     .what = "the device is told of other name servers, or of none",
     .parameters = {&kTold},
     .found_as = {"dns-no-answer", "dns-forwarder-failure", "dns-server-failure",
                  "host-unreachable", "no-route", "network-drops-everything",
                  "host-does-not-pass-traffic", "host-does-not-forward"},
     .apply = dns_servers},
    {.name = "dns-slow",
     .what = "the site's name server answers late",
     .parameters = {&kLateBy},
     .found_as = {"dns-no-answer", "dns-forwarder-failure", "dns-server-failure"},
     .apply = dns_slow},
    {.name = "dns-no-address",
     .what = "the hub's name exists and has no address",
     .found_as = {"dns-name-unknown"},
     .apply = dns_no_address},
};

}  // namespace

std::span<const FaultRow> dns_faults() { return kDnsFaults; }

}  // namespace edge::sim
