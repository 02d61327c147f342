#include "simulator/hub/batch.hpp"

namespace edge::sim {

std::optional<Batch> messages_of_batch(const DataSections& sections) {
  Batch messages;
  for (const ByteView section : sections) {
    if (!sections_of(section)) return std::nullopt;
    messages.emplace_back(section.begin(), section.end());
  }
  return messages;
}

}  // namespace edge::sim
