#include "simulator/hub_program/workload_server.hpp"

#include <fmt/format.h>

#include "common/base/escape.hpp"
#include "common/http/answers.hpp"
#include "common/http/server.hpp"
#include "common/iothub/base64.hpp"
#include "common/iothub/sas_token.hpp"
#include "common/world/real/local_listener.hpp"
#include "simulator/hub_program/control/json_text.hpp"

namespace edge::sim {
namespace {

constexpr const char* kGeneration = "1";  // any is taken
constexpr const char* kVersion = "2022-08-03";

/// Errors are {"message": "..."}.
HttpAnswer refusal(int status, const std::string& message) {
  return json_answer({{"message", message}}, status);
}

/// "/modules/{module}/genid/{generation}/sign" -> module; nothing for another path.
std::optional<std::string> module_to_sign_for(std::string_view path) {
  constexpr std::string_view kBegin = "/modules/", kMiddle = "/genid/", kEnd = "/sign";
  if (!path.starts_with(kBegin) || !path.ends_with(kEnd)) return std::nullopt;
  path.remove_prefix(kBegin.size());
  const auto slash = path.find('/');
  if (slash == path.npos || !path.substr(slash).starts_with(kMiddle)) return std::nullopt;
  const auto module = percent_decode(path.substr(0, slash));
  return module ? std::optional(*module) : std::nullopt;
}

std::string member_text(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

HttpAnswer signature(const DeviceSpec& module, const std::string& body) {
  const auto wanted = parse_shallow_json(body);
  if (!wanted.is_object()) return refusal(400, "the body is no JSON object");
  const auto key_id = member_text(wanted, "keyId");
  const bool known = key_id == "primary" || key_id == "secondary";
  if (!known || member_text(wanted, "algo") != "HMACSHA256") {
    return refusal(400, "keyId must be primary or secondary, and algo HMACSHA256");
  }
  const auto data = base64_decode(member_text(wanted, "data"));
  if (!data) return refusal(400, "data must be base64");
  const auto key = base64_decode(key_id == "primary" ? module.key : module.secondary_key);
  if (!key || key->empty()) return refusal(404, "the module has no such key");
  return json_answer({{"digest", base64_encode(hmac_sha256(*key, *data))}});
}

Awaitable<HttpAnswer> answer_of(std::shared_ptr<DeviceHub> hub, WorkloadOptions options,
                                HttpRequest request) {
  co_return answer_workload_request(hub->registry(), options, request);
}

}  // namespace

HttpAnswer answer_workload_request(const DeviceRegistry& registry, const WorkloadOptions& options,
                                   const HttpRequest& request) {
  const std::string_view target = request.head.target;
  const auto path = target.substr(0, target.find('?'));
  const bool asks = request.head.method == "GET", posts = request.head.method == "POST";
  if (asks && path == "/trust-bundle") return json_answer({{"certificate", options.trust_pem}});
  const auto name = posts ? module_to_sign_for(path) : std::nullopt;
  if (!name) {
    return refusal(404, "this workload API has POST /modules/{module}/genid/{generation}/sign and "
                        "GET /trust-bundle");
  }
  const DeviceSpec* module = registry.find({options.device_id, *name});
  if (!module || name->empty()) {
    return refusal(404, fmt::format("{} has no module {}", printable(options.device_id),
                                    printable(*name, 128)));
  }
  return signature(*module, request.body);
}

WorkloadServer::WorkloadServer(boost::asio::any_io_executor executor, World& world,
                               const std::shared_ptr<DeviceHub>& hub,
                               const WorkloadOptions& options)
    : serving_(executor, 1) {
  auto listener = listen_local(executor, options.socket);
  if (!listener) {
    throw std::runtime_error(fmt::format("--workload-socket: cannot listen at {}: {}",
                                         printable(options.socket, 200),
                                         listener.error().message()));
  }
  const auto site = std::make_shared<HttpSite>();
  site->refuse = [](const HttpHead&) { return std::optional<HttpAnswer>(); };
  site->answer = [hub, options](HttpRequest request) {
    return answer_of(hub, options, std::move(request));
  };
  serving_.spawn(serve_http(executor, world, std::move(*listener), site, {}));
}

std::string workload_environment(const std::string& host_name, const std::string& socket,
                                 const std::string& device_id, const std::string& module_id) {
  return fmt::format("IOTEDGE_WORKLOADURI=unix://{}\nIOTEDGE_IOTHUBHOSTNAME={}\n"
                     "IOTEDGE_DEVICEID={}\nIOTEDGE_MODULEID={}\nIOTEDGE_MODULEGENERATIONID={}\n"
                     "IOTEDGE_AUTHSCHEME=sasToken\nIOTEDGE_APIVERSION={}\n",
                     socket, host_name, device_id, module_id, kGeneration, kVersion);
}

}  // namespace edge::sim
