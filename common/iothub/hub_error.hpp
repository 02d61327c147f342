// The JSON that an IoT hub puts into the descriptions of its errors, written by the simulated hub
// and read by the probe: {"errorCode":401002,"trackingId":"...","message":"...",
// "timestampUtc":"..."} (Azure/iotedge issues 6828 and 6958), and as its second gateway writes it
// (azure-iot-sdk-csharp issue 3487).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/world/time.hpp"

namespace edge {

struct HubError {
  std::optional<int> code;  // 401002
  std::string tracking_id;
  std::string message;
};

/// Reads a description. Nothing unless it is a JSON object; longer than 8 KiB is not looked at.
/// Texts are as sent: not yet printable.
std::optional<HubError> parse_hub_error(std::string_view description);

/// How a generation of the hub's gateway writes it.
enum class HubErrorForm {
  first,   // tracking id "<guid>-TimeStamp:..."
  second,  // "<32 HEX>-G2:-TimeStamp:...", message first, "info":null last, times in nanoseconds
};

/// `id` is a GUID; the time becomes part of the tracking id, as the hub's own do.
std::string hub_error_json(int code, std::string_view message, std::string_view id, WallTime at,
                           HubErrorForm form = HubErrorForm::first);

}  // namespace edge
