#include "probe/host/engine_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "common/report/layout.hpp"
#include "common/report/timestamp.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kMostNetworksShown = 6;
constexpr std::size_t kMostContainersShown = 8;

std::string network_words(const EngineNetworkFact& network) {
  std::string text = fmt::format("{} {}", network.name, fmt::join(network.subnets, ", "));
  if (!network.bridge.empty()) text += fmt::format(" on {}", network.bridge);
  if (!network.containers.empty()) {
    text += fmt::format(": {}", fmt::join(network.containers, ", "));
  }
  return text;
}

std::string container_words(const ContainerFact& container) {
  std::string text = fmt::format("{} is {}", container.name, container.status);
  if (container.exit_code) text += fmt::format(", exit code {}", *container.exit_code);
  if (container.ran) text += fmt::format(" after {}", human_duration(*container.ran));
  if (container.exit_code && container.finished) {
    text += fmt::format(", at {}", iso_text(*container.finished));
  } else if (container.started) {
    text += fmt::format(" since {}", iso_text(*container.started));
  }
  if (container.restarts > 0) text += fmt::format(", started again {} times", container.restarts);
  if (!container.published.empty()) {
    text += fmt::format("; ports {}", fmt::join(container.published, ", "));
  }
  return text;
}

/// "and 3 more: -o json"; nothing where all are shown.
std::string rest_text(std::size_t all, std::size_t shown, std::string_view what) {
  if (all <= shown) return {};
  return labelled_block("", fmt::format("and {} more {}: -o json", all - shown, what), 100);
}

}  // namespace

std::string engine_text(const EngineFact& engine, std::size_t width) {
  std::string text = "\n" + labelled_block("engine", fmt::format("{} at {}", engine.product,
                                                                 engine.socket), width);
  std::string_view label = "  networks";
  for (const auto& network : engine.networks) {
    if (&network == engine.networks.data() + kMostNetworksShown) break;
    text += labelled_block(label, network_words(network), width);
    label = "";
  }
  text += rest_text(engine.networks.size(), kMostNetworksShown, "networks");
  label = "  containers";
  for (const auto& container : engine.containers) {
    if (&container == engine.containers.data() + kMostContainersShown) break;
    text += labelled_block(label, container_words(container), width);
    label = "";
    for (const auto& setting : container.settings) {
      text += labelled_block("", fmt::format("  {}={}", setting.name, setting.value), width);
    }
  }
  return text + rest_text(engine.containers.size() + engine.left_out, kMostContainersShown,
                          "containers");
}

}  // namespace edge::probe
