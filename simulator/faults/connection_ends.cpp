#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology connection_ends(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  const bool by_messages = !read.text("messages", "").empty();
  const int messages = by_messages ? read.number("messages", 1, 1000000) : 0;
  std::optional<Duration> after;
  const auto given = read.text("after", "");
  if (!given.empty() || !by_messages) after = read.duration("after", std::chrono::seconds{10});
  read.finish();
  return with_hub(std::move(topology), [&](HubService& hub) {
    hub.connection.ends_after = after;
    if (by_messages) hub.connection.ends_after_messages = messages;
  });
}

}  // namespace edge::sim
