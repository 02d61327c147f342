// One request of an image's pull, as the stage registry makes it, and what its answer has for the
// next one. Which requests there are, and what their answers mean, is probe/registry.
#pragma once

#include <functional>

#include "common/http/get.hpp"

namespace edge::probe {

struct RegistryRequest {
  HttpAsk ask;       // its host is that of the run
  std::size_t most_of_body = kMostOfBody;  // bytes
  RegistryDetail about;  // as far as it is known before the answer
  /// Whether the pull goes on after this answer; fills in what the evidence is to say of it.
  std::function<bool(const HttpAnswered&, RegistryDetail&)> understand;
};

}  // namespace edge::probe
