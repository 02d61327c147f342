// The workload API that aziot-edged gives to the modules of an IoT Edge device, over a hub's own
// identities: it signs with a module's key, and names whom modules trust (azure-iot-edge 1.7;
// edgelet/edgelet-http-workload). For modules and probes that take their credentials from there.
// Unlike the real one it does not look at who asks: whoever may use the socket may use any module's
// key.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <string>

#include "common/http/exchange.hpp"
#include "common/world/task_group.hpp"
#include "simulator/hub/device_hub.hpp"

namespace edge::sim {

struct WorkloadOptions {
  std::string socket;      // path
  std::string device_id;   // whose modules they are
  std::string trust_pem;   // the trust bundle
};

/// The answer to one request. Of modules that are unknown: 404, as for a process that is not of the
/// module.
HttpAnswer answer_workload_request(const DeviceRegistry& registry, const WorkloadOptions& options,
                                   const HttpRequest& request);

class WorkloadServer {
 public:
  /// Listens. Throws std::runtime_error that names the socket and the reason.
  WorkloadServer(boost::asio::any_io_executor executor, World& world,
                 const std::shared_ptr<DeviceHub>& hub, const WorkloadOptions& options);

 private:
  TaskGroup serving_;
};

/// The variables that aziot-edged sets in the container of `module`, a line each (`docker run
/// --env-file`).
std::string workload_environment(const std::string& host_name, const std::string& socket,
                                 const std::string& device_id, const std::string& module_id);

}  // namespace edge::sim
