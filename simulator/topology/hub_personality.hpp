// Which hub a fake one resembles: all that many files ask of a hub's values, so it stands apart
// from the others (hub_service.hpp).
#pragma once

namespace edge {

/// Which real hub to resemble: IoT Hub's first and second gateway generation, or the edgeHub of a
/// parent gateway.
enum class HubPersonality { hub_v1, hub_v2, edgehub };

}  // namespace edge
