// What `edgeprobe host` asks a container engine: its networks and its containers.
#pragma once

#include <string>
#include <vector>

#include "probe/engine/containers.hpp"

namespace edge::probe {

struct EngineNetwork {
  std::string name, driver;
  std::string bridge;                 // by its options; empty: not said
  std::vector<std::string> subnets;   // "172.18.0.0/16"
  std::vector<ContainerPlace> members;  // `network` is the container's name
};

/// Its texts are as the engine gives them: hostile.
struct EngineState {
  std::string socket, product;        // "Docker Engine 28.0.1"
  std::vector<EngineNetwork> networks;
  std::vector<Container> containers;  // the edge runtime's first
  std::size_t left_out = 0;           // containers that were not looked at
};

/// The edge agent or the edge hub, by its name.
bool is_edge_agent(const Container& container);
bool is_edge_hub(const Container& container);

/// Of an answer to GET /networks. What is missing or of another kind is left out.
std::vector<EngineNetwork> parse_networks(const nlohmann::json& answer);

/// Throws EngineError.
EngineState read_engine_state(const Engine& engine);

}  // namespace edge::probe
