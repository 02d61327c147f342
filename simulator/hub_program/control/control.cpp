#include "simulator/hub_program/control/control.hpp"

#include <fmt/format.h>

#include <boost/system/system_error.hpp>

#include "simulator/hub_program/control/access.hpp"
#include "simulator/hub_program/control/json_text.hpp"
#include "simulator/hub_program/control/routes.hpp"

namespace edge::sim {
namespace {

ControlTarget target_of(const HttpRequest& request) {
  ControlTarget target = find_control_route(request.head.method, request.head.target);
  target.call.if_match = request.head.field("if-match");
  if (request.body.empty()) return target;
  target.call.body = parse_shallow_json(request.body);
  if (!target.call.body.is_discarded()) return target;
  throw HttpRefusal(400, "malformed-body",
                    fmt::format("the body is no JSON, or has more than {} levels", kMaxJsonDepth));
}

}  // namespace

Awaitable<HttpAnswer> answer_control_request(std::shared_ptr<Control> control,
                                             HttpRequest request) {
  try {
    const ControlTarget target = target_of(request);
    auto handling = target.route->handle(*control, target.call);
    co_return co_await std::move(handling);
  } catch (const HttpRefusal& refusal) {
    co_return error_answer(refusal.status(), refusal.code(), refusal.what());
  }
}

ControlServer::ControlServer(boost::asio::any_io_executor executor, World& world, Hub& hub,
                             Behaviours behaviours, const ControlOptions& options)
    : control_(std::make_shared<Control>(Control{
          hub.shared_core(), std::move(behaviours),
          [&hub](const Service& service) { hub.change(service); }})),
      serving_(executor, 1) {
  auto listener = world.listen(options.listen);
  if (!listener) {
    const ErrorCode why(listener.error().value(), listener.error().category());  // no source line
    throw boost::system::system_error(
        why, "control endpoint: cannot listen on " + to_string(options.listen));
  }
  endpoint_ = (*listener)->local();
  const auto site = std::make_shared<HttpSite>();
  const ControlAccess access(options.token, options.host_name);
  site->refuse = [access](const HttpHead& head) { return access.refuse(head); };
  site->answer = [control = control_](HttpRequest request) {
    return answer_control_request(control, std::move(request));
  };
  serving_.spawn(serve_http(executor, world, std::move(*listener), site, options.limits));
}

// A request that has been read may still be answered in this turn; it finds no hub to change.
ControlServer::~ControlServer() {
  control_->change = [](const Service&) {};
}

}  // namespace edge::sim
