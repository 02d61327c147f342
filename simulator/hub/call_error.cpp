#include "simulator/hub/call_error.hpp"

#include <fmt/format.h>

#include "simulator/hub/twin_document.hpp"

namespace edge::sim {
namespace {

class CallCategory : public boost::system::error_category {
 public:
  const char* name() const noexcept override { return "hub call"; }
  std::string message(int code) const override {
    switch (static_cast<CallErrc>(code)) {
      case CallErrc::unknown_identity: return "the hub does not know this identity";
      case CallErrc::queue_full: return "too many messages wait for this identity";
      case CallErrc::too_large: return "larger than a hub takes";
      case CallErrc::not_json: return "not JSON of the form that is asked for";
      case CallErrc::too_deep:
        return fmt::format("too deep: a half of a twin has at most {} levels", kTwinLevels);
      case CallErrc::reserved_name:
        return "a name that begins with $ ($version, $metadata) is the hub's own; leave it out";
      case CallErrc::wrong_version: return "the twin has another version";
      case CallErrc::not_connected: return "the device is not connected";
      case CallErrc::not_listening: return "the device has no link for methods";
      case CallErrc::timed_out: return "the device did not answer in time";
    }
    return "unknown";
  }
};

}  // namespace

const boost::system::error_category& call_category() {
  static const CallCategory category;
  return category;
}

}  // namespace edge::sim
