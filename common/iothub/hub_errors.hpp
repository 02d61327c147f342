// The errors of an IoT hub by their code: AMQP condition, words, and what is behind those that are
// about more than one request. Codes and names: Azure's troubleshoot-error-codes page. How a hub
// writes one down is in hub_error.hpp.
#pragma once

#include <span>
#include <string_view>

namespace edge {

/// Why a hub refuses, where it is the hub or the device as a whole.
enum class HubReason { other, throttled, suspended, failing_over, quota_used_up, device_disabled };

struct HubErrorRow {
  int code = 0;                // 401002
  std::string_view condition;  // "amqp:unauthorized-access"
  std::string_view message;
  HubReason reason = HubReason::other;
};

std::span<const HubErrorRow> hub_error_rows();
/// Null if there is no such code.
const HubErrorRow* find_hub_error(int code);
/// The row of a code that is known to have one.
const HubErrorRow& hub_error(int code);

}  // namespace edge
