#include "simulator/hub/amqp/nodes/twin_node.hpp"

#include <proton/annotation_key.hpp>
#include <proton/message_id.hpp>
#include <proton/symbol.hpp>

#include "common/base/ascii_case.hpp"
#include "simulator/hub/amqp/nodes/message_text.hpp"
#include "simulator/hub/twin_document.hpp"

namespace edge::sim {
namespace {

constexpr const char* kReported = "/properties/reported";
constexpr const char* kDesiredChanges = "/notifications/twin/properties/desired";

struct TwinAnswer {
  std::int32_t status = 200;
  std::string body;  // JSON
  std::optional<std::uint64_t> version;
};

TwinAnswer refuse(const ConnectionContext& context, int status, int code,
                  std::string_view words = {}) {
  return {status, context.error(code, words).description, {}};
}

TwinAnswer get(const ConnectionContext& context, const Identity& identity) {
  const auto twin = context.hub().twins().read(identity);
  if (!twin) return refuse(context, 404, 404001);
  return {200, to_json(*twin), {}};
}

/// One that cannot be written has not happened, and its device is told; the hub goes on.
Result<Twin> patched(const ConnectionContext& context, const Identity& identity,
                     const std::string& body) {
  try {
    return context.hub().twins().patch_reported(identity, body);
  } catch (const std::runtime_error& problem) {
    context.note(identity, true, std::string("twin PATCH: ") + problem.what());
    return make_error_code(boost::system::errc::io_error);
  }
}

TwinAnswer patch(const ConnectionContext& context, const Identity& identity,
                 const std::string& body) {
  const auto twin = patched(context, identity, body);
  if (twin) return {204, {}, twin->reported_version};
  if (twin.error() == boost::system::errc::io_error) return refuse(context, 500, 500001);
  if (twin.error() == CallErrc::too_large) {
    return refuse(context, 413, 413001, "The twin's reported properties are too large");
  }
  return refuse(context, 400, 400004, "The reported properties: " + twin.error().message());
}

/// The link of the pair on which the client hears.
TwinAnswer subscribe(HubLink* down, bool wanted) {
  if (down) down->wants_desired = wanted;
  if (down && !wanted) down->desired_changes.clear();
  return {};
}

TwinAnswer answer_to(const ConnectionContext& context, const Identity& identity, HubLink* down,
                     const proton::message& request) {
  const std::string operation = annotation_of(request, "operation");
  const std::string resource = annotation_of(request, "resource");
  if (operation == "GET") return get(context, identity);
  if (operation == "PATCH" && same_ignoring_case(resource, kReported)) {
    return patch(context, identity, body_of(request));
  }
  const bool changes = same_ignoring_case(resource, kDesiredChanges);
  if (operation == "PUT" && changes) return subscribe(down, true);
  if (operation == "DELETE" && changes) return subscribe(down, false);
  return refuse(context, 400, 400004, "The operation is not supported");
}

}  // namespace

void take_twin_request(HubConnection& connection, HubLink& link, pn_delivery_t* delivery,
                       const std::vector<char>& encoded) {
  accept(delivery);
  const proton::message& request = decoded(encoded);
  const Identity& identity = link.address.identity;
  const std::string what = "twin " + annotation_of(request, "operation");
  const ConnectionContext& context = connection.context();
  context.note(identity, false, what, body_of(request));
  HubLink* down =
      connection.links().find(LinkKind::twin, identity, LinkSide::hub_sends, link.channel);
  const TwinAnswer answer = answer_to(context, identity, down, request);
  // Without a correlation an answer would be taken for a change.
  if (!down || request.correlation_id().empty()) return;
  proton::message reply;
  reply.correlation_id(request.correlation_id());
  reply.message_annotations().put(proton::symbol("status"), answer.status);
  if (answer.version) {
    reply.message_annotations().put(proton::symbol("version"),
                                    static_cast<std::int64_t>(*answer.version));
  }
  set_data(reply, answer.body);
  context.note(identity, true, what + " " + std::to_string(answer.status), answer.body);
  connection.links().send(*down, reply);
}

void send_twin_changes(HubConnection& connection, HubLink& link) {
  auto& changes = link.desired_changes;
  while (!changes.empty() && pn_link_credit(link.handle) > 0) {
    proton::message change;
    set_data(change, changes.front());
    connection.context().note(link.address.identity, true, "twin desired", changes.front());
    connection.links().send(link, change);
    changes.pop_front();
  }
}

}  // namespace edge::sim
