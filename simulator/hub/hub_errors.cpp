#include "simulator/hub/hub_errors.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "common/base/check.hpp"

namespace edge::sim {
namespace {

// Conditions: those of edgeHub's AmqpErrorMapper.cs, a copy of the service's own, and of the SDKs'
// (AmqpIotErrorAdapter.cs); where neither says, that of the code's class. That a disabled device is
// "not found": the Node SDK calls it DeviceNotFoundError (azure-iot-sdk-node issues 333 and 483).
constexpr std::array kRows{
    HubErrorRow{400004, "com.microsoft:argument-error", "ArgumentInvalid"},
    HubErrorRow{400027, "amqp:link:stolen", "ConnectionForcefullyClosedOnNewConnection"},
    HubErrorRow{401001, "com.microsoft:iot-hub-not-found-error", "IotHubNotFound"},
    HubErrorRow{401002, "amqp:unauthorized-access", "Unauthorized access"},
    HubErrorRow{401003, "amqp:unauthorized-access", "IotHubUnauthorized"},
    HubErrorRow{403001, "com.microsoft:iot-hub-suspended", "IotHubSuspended"},
    HubErrorRow{403002, "com.microsoft:quota-exceeded", "IotHubQuotaExceeded"},
    HubErrorRow{403004, "amqp:resource-limit-exceeded", "DeviceMaximumQueueDepthExceeded"},
    HubErrorRow{403005, "amqp:resource-limit-exceeded", "IotHubMaxCbsTokenExceeded"},
    HubErrorRow{403012, "amqp:not-found", "DeviceDisabled"},
    HubErrorRow{404001, "amqp:not-found", "DeviceNotFound"},
    HubErrorRow{404006, "amqp:not-found", "AmqpAddressNotFound"},
    HubErrorRow{404010, "amqp:not-found", "ModuleNotFound"},
    HubErrorRow{404012, "amqp:connection:forced", "IotHubFailingOver"},
    HubErrorRow{404104, "amqp:link:detach-forced", "DeviceConnectionClosedRemotely"},
    HubErrorRow{409002, "amqp:resource-locked", "LinkCreationConflict"},
    HubErrorRow{413001, "amqp:link:message-size-exceeded", "MessageTooLarge"},
    HubErrorRow{429001, "com.microsoft:device-container-throttled", "ThrottlingException"},
    HubErrorRow{429002, "com.microsoft:device-container-throttled", "ThrottleBacklogLimitExceeded"},
    HubErrorRow{429005, "com.microsoft:device-container-throttled", "ThrottlingMaxActiveJobCount"},
    HubErrorRow{500001, "amqp:internal-error", "ServerError"},
    HubErrorRow{500008, "com.microsoft:timeout", "GenericTimeout"},
    HubErrorRow{503001, "amqp:internal-error", "ServiceUnavailable"},
    HubErrorRow{503005, "com.microsoft:device-container-throttled", "LinkOpensThrottled"},
    HubErrorRow{503008, "com.microsoft:device-container-throttled", "ReceiveLinkOpensThrottled"},
};

}  // namespace

std::span<const HubErrorRow> hub_error_rows() { return kRows; }

const HubErrorRow* find_hub_error(int code) {
  const auto found = std::ranges::find(kRows, code, &HubErrorRow::code);
  return found == kRows.end() ? nullptr : &*found;
}

const HubErrorRow& hub_error(int code) {
  const HubErrorRow* row = find_hub_error(code);
  CHECK(row != nullptr);
  return *row;
}

AmqpCondition hub_error_condition(const HubErrorRow& row) {
  const nlohmann::ordered_json error{{"errorCode", row.code}, {"message", row.message}};
  return {std::string(row.condition), error.dump()};
}

}  // namespace edge::sim
