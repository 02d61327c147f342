#include "common/iothub/hub_errors.hpp"

#include <array>

#include "common/base/rows.hpp"

namespace edge {
namespace {

// Conditions: those of edgeHub's AmqpErrorMapper.cs, a copy of the service's own, and of the SDKs'
// (AmqpIotErrorAdapter.cs); where neither says, that of the code's class. That a disabled device is
// "not found": the Node SDK calls it DeviceNotFoundError (azure-iot-sdk-node issues 333 and 483).
constexpr std::array kHubErrors{
    HubErrorRow{400004, "com.microsoft:argument-error", "ArgumentInvalid"},
    HubErrorRow{400027, "amqp:link:stolen", "ConnectionForcefullyClosedOnNewConnection"},
    HubErrorRow{401001, "com.microsoft:iot-hub-not-found-error", "IotHubNotFound"},
    HubErrorRow{401002, "amqp:unauthorized-access", "Unauthorized access"},
    HubErrorRow{401003, "amqp:unauthorized-access", "IotHubUnauthorized"},
    HubErrorRow{403001, "com.microsoft:iot-hub-suspended", "IotHubSuspended", HubReason::suspended},
    HubErrorRow{403002, "com.microsoft:quota-exceeded", "IotHubQuotaExceeded",
                HubReason::quota_used_up},
    HubErrorRow{403004, "amqp:resource-limit-exceeded", "DeviceMaximumQueueDepthExceeded"},
    HubErrorRow{403005, "amqp:resource-limit-exceeded", "IotHubMaxCbsTokenExceeded"},
    HubErrorRow{403012, "amqp:not-found", "DeviceDisabled", HubReason::device_disabled},
    HubErrorRow{404001, "amqp:not-found", "DeviceNotFound"},
    HubErrorRow{404006, "amqp:not-found", "AmqpAddressNotFound"},
    HubErrorRow{404010, "amqp:not-found", "ModuleNotFound"},
    HubErrorRow{404012, "amqp:connection:forced", "IotHubFailingOver", HubReason::failing_over},
    HubErrorRow{404104, "amqp:link:detach-forced", "DeviceConnectionClosedRemotely"},
    HubErrorRow{409002, "amqp:resource-locked", "LinkCreationConflict"},
    HubErrorRow{413001, "amqp:link:message-size-exceeded", "MessageTooLarge"},
    HubErrorRow{429001, "com.microsoft:device-container-throttled", "ThrottlingException",
                HubReason::throttled},
    HubErrorRow{429002, "com.microsoft:device-container-throttled", "ThrottleBacklogLimitExceeded",
                HubReason::throttled},
    HubErrorRow{429005, "com.microsoft:device-container-throttled", "ThrottlingMaxActiveJobCount",
                HubReason::throttled},
    HubErrorRow{500001, "amqp:internal-error", "ServerError"},
    HubErrorRow{500008, "com.microsoft:timeout", "GenericTimeout"},
    HubErrorRow{503001, "amqp:internal-error", "ServiceUnavailable"},
    HubErrorRow{503005, "com.microsoft:device-container-throttled", "LinkOpensThrottled",
                HubReason::throttled},
    HubErrorRow{503008, "com.microsoft:device-container-throttled", "ReceiveLinkOpensThrottled",
                HubReason::throttled},
};

}  // namespace

std::span<const HubErrorRow> hub_error_rows() { return kHubErrors; }

const HubErrorRow* find_hub_error(int code) {
  return find_row(hub_error_rows(), code, &HubErrorRow::code);
}

const HubErrorRow& hub_error(int code) {
  return row_of(hub_error_rows(), code, &HubErrorRow::code);
}

}  // namespace edge
