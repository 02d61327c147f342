// The container engine's part of a HostReport: its networks, its containers and how they ended, the
// settings of the edge runtime. Its texts are escaped already, and have no secrets.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/report/fields.hpp"
#include "common/world/time.hpp"

namespace edge::probe {

struct EngineNetworkFact {
  std::string name, driver, bridge;
  std::vector<std::string> subnets, containers;
};

template <class F>
constexpr auto fields_of(F f, const EngineNetworkFact*) {
  return f.described("engine-network", "", f.always("name", &EngineNetworkFact::name),
                     f.optional("driver", &EngineNetworkFact::driver),
                     f.optional("bridge", &EngineNetworkFact::bridge, "of the host that has it"),
                     f.always("subnets", &EngineNetworkFact::subnets),
                     f.optional("containers", &EngineNetworkFact::containers,
                                "that are in it, with their addresses"));
}

struct ContainerSetting {
  std::string name, value;  // without what is secret
};

template <class F>
constexpr auto fields_of(F f, const ContainerSetting*) {
  return f.described("container-setting", "an environment variable that decides how it connects",
                     f.always("name", &ContainerSetting::name),
                     f.always("value", &ContainerSetting::value, "without what is secret"));
}

struct ContainerFact {
  std::string name, image, status, error;
  std::optional<int> exit_code;
  int restarts = 0;
  bool out_of_memory = false;
  std::optional<WallTime> started, finished;
  std::optional<Duration> ran;
  std::vector<std::string> networks, published;
  std::vector<ContainerSetting> settings;
};

template <class F>
constexpr auto fields_of(F f, const ContainerFact*) {
  return f.described(
      "container", "", f.always("name", &ContainerFact::name),
      f.optional("image", &ContainerFact::image),
      f.always("status", &ContainerFact::status, "in the engine's words"),
      f.optional("error", &ContainerFact::error, "why it could not be started"),
      f.optional("exit_code", &ContainerFact::exit_code, "absent: it runs, or never has"),
      f.known("restarts", &ContainerFact::restarts, "by the engine itself"),
      f.known("out_of_memory", &ContainerFact::out_of_memory, "true: the kernel ended it for that"),
      f.optional("started", &ContainerFact::started, "the last time"),
      f.optional("finished", &ContainerFact::finished),
      f.optional("ran_ms", &ContainerFact::ran, "from then to its end"),
      f.optional("networks", &ContainerFact::networks, "with its addresses"),
      f.optional("published", &ContainerFact::published, "ports, on addresses of the host"),
      f.optional("settings", &ContainerFact::settings, "of the edge runtime's containers"));
}

struct EngineFact {
  std::string product, socket;
  std::vector<EngineNetworkFact> networks;
  std::vector<ContainerFact> containers;
  std::uint64_t left_out = 0;
};

template <class F>
constexpr auto fields_of(F f, const EngineFact*) {
  return f.described("engine", "the container engine, by its API",
                     f.always("product", &EngineFact::product),
                     f.always("socket", &EngineFact::socket),
                     f.always("networks", &EngineFact::networks),
                     f.always("containers", &EngineFact::containers, "the edge runtime's first"),
                     f.known("left_out", &EngineFact::left_out, "containers not looked at"));
}

}  // namespace edge::probe
