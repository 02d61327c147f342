// The service side of a hub that runs by itself, over HTTP on loopback: what tests and people do
// with devices, messages, twins and behaviours. Close to the real service's registry in words and
// forms, but much smaller, and with a token of its own. Not for devices.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "common/base/secret.hpp"
#include "common/http/server.hpp"
#include "common/world/task_group.hpp"
#include "simulator/hub/hub.hpp"
#include "simulator/hub_program/control/behaviours.hpp"

namespace edge::sim {

/// What the handlers of requests share.
struct Control {
  std::shared_ptr<DeviceHub> hub;
  Behaviours behaviours;
  /// Makes the hub behave as `behaviours` says now.
  std::function<void(const Service&)> change;
};

/// Answers one request that may be answered.
Awaitable<HttpAnswer> answer_control_request(std::shared_ptr<Control> control, HttpRequest request);

struct ControlOptions {
  Endpoint listen;        // port 0 picks one
  Secret token;           // required
  std::string host_name;  // a name, besides localhost, that requests may be for
  HttpLimits limits;
};

class ControlServer {
 public:
  /// `hub` behaves as `behaviours` says and must outlive this object. Throws
  /// boost::system::system_error that names the address when it cannot listen.
  ControlServer(boost::asio::any_io_executor executor, World& world, Hub& hub,
                Behaviours behaviours, const ControlOptions& options);
  ~ControlServer();
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

  Endpoint endpoint() const { return endpoint_; }

 private:
  std::shared_ptr<Control> control_;
  Endpoint endpoint_;
  TaskGroup serving_;
};

}  // namespace edge::sim
