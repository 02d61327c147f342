// In which words the hub refuses a token: the checks that find one bad, and the faults that say so
// of a good one. Seen of real hubs: azure-iot-sdk-csharp issue 886, iotedge issues 3982 and 5715.
#pragma once

namespace edge::sim {

inline constexpr const char* kNotAResource = "The token's name is not a resource of this IoT hub.";
inline constexpr const char* kTokenExpired = "The specified SAS token is expired";
inline constexpr const char* kInvalidSignature =
    "The specified SAS token has an invalid signature. It does not match either the primary or "
    "secondary key.";

}  // namespace edge::sim
