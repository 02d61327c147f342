// Which name servers containers get from their engine, by what the host has. Docker: libnetwork's
// resolvconf and sandbox_dns_unix.go; podman does the same but for the servers that stand in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>

namespace edge::probe {

struct DnsFiles {
  std::string resolv_conf;   // /etc/resolv.conf
  std::string of_systemd;    // /run/systemd/resolve/resolv.conf: what systemd-resolved asks
  std::string daemon;        // /etc/docker/daemon.json
};

enum class ContainerDnsSource {
  host,       // the host's own
  systemd,    // those behind systemd-resolved, whose own 127.0.0.53 no container reaches
  daemon,     // "dns" of daemon.json
  stand_in,   // none of the host's can be reached by a container: 8.8.8.8 and 8.8.4.4
};

struct ContainerDns {
  ContainerDnsSource source = ContainerDnsSource::host;
  std::vector<boost::asio::ip::address> servers;
};

ContainerDns container_dns(const DnsFiles& files);
const char* words_of(ContainerDnsSource source);

}  // namespace edge::probe
