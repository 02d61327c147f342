// What a registry answers to a request (distribution's HTTP API V2, and its token service's): pure.
#pragma once

#include "common/http/exchange.hpp"
#include "simulator/topology/registry_service.hpp"

namespace edge::sim {

HttpAnswer registry_answer(const RegistryService& registry, const HttpRequest& request);

}  // namespace edge::sim
