// What a name server does. What that means on the wire: simulator/services/dns_service.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/world/endpoint.hpp"
#include "common/world/time.hpp"

namespace edge {

/// `silent_to_aaaa` serves the rest; to `no_address` every name exists and has none.
enum class DnsBehaviour { serve, silent, silent_to_aaaa, name_error, server_failure, refused,
                          no_address };

struct DnsRecord {
  std::string name;
  IpAddress address;
  bool operator==(const DnsRecord&) const = default;
};

/// Answers from `records`, forwards the rest to `upstream`, or behaves badly.
struct DnsService {
  std::uint16_t port = 53;
  DnsBehaviour behaviour = DnsBehaviour::serve;
  std::vector<DnsRecord> records;
  std::vector<Endpoint> upstream;
  Duration answer_delay{};           // every answer comes so much later
  std::string upstream_node;  // queries upstream leave from this node; empty: the service's own
  bool operator==(const DnsService&) const = default;
};

}  // namespace edge
