// The errors of an IoT hub by their code: AMQP condition and words. Codes and names: Azure's
// troubleshoot-error-codes page. Not how a hub writes one down: that is its personality's.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "simulator/topology/services.hpp"

namespace edge::sim {

struct HubErrorRow {
  int code = 0;                // 401002
  std::string_view condition;  // "amqp:unauthorized-access"
  std::string_view message;
};

std::span<const HubErrorRow> hub_error_rows();
/// Null if there is no such code.
const HubErrorRow* find_hub_error(int code);
/// The row of a code that is known to have one.
const HubErrorRow& hub_error(int code);

/// The error as a behaviour of a topology: its description is the hub's JSON without tracking id
/// and time, which the hub adds when it sends it (amqp_personality.hpp, worded()).
AmqpCondition hub_error_condition(const HubErrorRow& row);

}  // namespace edge::sim
