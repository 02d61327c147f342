// Which hub a fake one resembles. Apart from what else it does (hub_service.hpp), as much needs no
// more of it than this.
#pragma once

namespace edge {

/// Which real hub to resemble: IoT Hub's first and second gateway generation, or the edgeHub of a
/// parent gateway.
enum class HubPersonality { hub_v1, hub_v2, edgehub };

}  // namespace edge
