// Why a hub does not do what the cloud, or a device, asks of an identity. Not how a protocol says
// so: a device hears an error of hub_errors.hpp.
#pragma once

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>

#include "common/base/result.hpp"

namespace edge::sim {

enum class CallErrc {
  unknown_identity = 1,  // not in the registry
  queue_full,            // too many messages wait for it (HubLimits::waiting)
  too_large,             // a body, method name or twin that is larger than a hub takes
  not_json,              // no JSON, or not of the form asked for
  too_deep,              // a twin with more levels than a hub takes
  reserved_name,         // a twin's property whose name begins with $
  wrong_version,         // the twin has another version than the caller expected
  not_connected,         // no session serves it
  not_listening,         // one does, but its client takes no methods
  timed_out,             // the device did not answer in time
};

const boost::system::error_category& call_category();
inline ErrorCode make_error_code(CallErrc code) {
  return {static_cast<int>(code), call_category()};
}

}  // namespace edge::sim

template <>
struct boost::system::is_error_code_enum<edge::sim::CallErrc> : std::true_type {};
