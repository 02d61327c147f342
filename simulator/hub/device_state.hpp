// What a hub remembers of an identity beside its credentials: its twin and the cloud-to-device
// messages that wait for it. Values; DeviceRecords keeps them, HubStore makes them outlive the hub.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "common/world/time.hpp"

namespace edge::sim {

/// Both halves are JSON objects, as text.
struct Twin {
  std::string desired = "{}", reported = "{}";
  std::uint64_t desired_version = 1, reported_version = 1;
  bool operator==(const Twin&) const = default;
};

struct CloudMessage {
  std::string id;             // message-id
  std::string body;           // bytes of its data section
  std::map<std::string, std::string> properties;  // application properties
  WallTime enqueued{};
  std::optional<WallTime> expires;
  std::uint64_t sequence = 0;  // unique for its identity
  int deliveries = 0;          // times it was sent without being settled as accepted
  bool operator==(const CloudMessage&) const = default;
};

struct DeviceState {
  Twin twin;
  std::deque<CloudMessage> waiting;  // oldest first; one that is out stays until it is settled
  std::uint64_t next_sequence = 1;
  bool operator==(const DeviceState&) const = default;
};

}  // namespace edge::sim
