// One service of a topology: where it runs and what it does. What there is to do, per kind, is in
// hub_service.hpp and its neighbours, which only those include who look into such a service; how it
// is done is the business of simulator/hub and simulator/services.
#pragma once

#include <string>
#include <variant>

#include "common/world/endpoint.hpp"
#include "simulator/topology/indirect.hpp"

namespace edge {

struct HubService;
struct DnsService;
struct ProxyService;
struct AgentService;
struct RegistryService;

struct Service {
  std::string name;           // required, unique: "hub", "site-dns"
  std::string node;           // required
  IpAddress address;          // it listens here; 127.0.0.11 for the engine's embedded resolver
  std::variant<Indirect<HubService>, Indirect<DnsService>, Indirect<ProxyService>,
               Indirect<AgentService>, Indirect<RegistryService>>
      behaviour;
  bool operator==(const Service&) const = default;

  /// Its behaviour if it is of kind T, such as HubService; else null.
  template <class T>
  const T* if_is() const {
    const auto* held = std::get_if<Indirect<T>>(&behaviour);
    return held ? &**held : nullptr;
  }
  template <class T>
  T* if_is() {
    auto* held = std::get_if<Indirect<T>>(&behaviour);
    return held ? &**held : nullptr;
  }
  /// The same of one that is known to be: std::bad_variant_access is a mistake of the caller.
  template <class T>
  const T& as() const {
    return *std::get<Indirect<T>>(behaviour);
  }
  template <class T>
  T& as() {
    return *std::get<Indirect<T>>(behaviour);
  }
};

}  // namespace edge
