// As __mkroute_input() and ip_route_input_slow() of the kernel (net/ipv4/route.c) refuse.
#include <memory>

#include "common/base/check.hpp"
#include "simulator/host_view/host_facts.hpp"
#include "simulator/host_view/node_links.hpp"
#include "simulator/network/routing.hpp"

namespace edge::sim {
namespace {

using Kind = RouteDecision::Kind;
using namespace boost::system;

/// A node and its routing, which points into it.
struct RoutedNode {
  explicit RoutedNode(Node its_node) : node(std::move(its_node)), routing(node) {}

  const Node node;
  const Routing routing;
};

probe::KernelAnswer refused(errc::errc_t error) {
  return {.error = error_in_words(make_error_code(error))};
}

probe::KernelAnswer answer_of(const RoutedNode& host, const RouteDecision& way) {
  probe::KernelAnswer answer;
  answer.out_link = way.interface ? link_index(host.node, way.interface->name) : kLoopbackIndex;
  if (way.gateway && way.gateway->is_v4()) answer.gateway = way.gateway;
  if (way.preferred_source) answer.source = way.preferred_source;
  return answer;
}

probe::KernelAnswer forwarded(const RoutedNode& host, const probe::Lookup& packet,
                              const Interface& in) {
  const Routing& routing = host.routing;
  CHECK(packet.source);  // a packet that comes in has one
  const IpAddress source = *packet.source, destination = packet.destination;
  if (routing.is_local(source)) return refused(errc::invalid_argument);
  const auto way = routing.lookup({destination, source, packet.mark});
  if (way.kind != Kind::local && !host.node.sysctls.ip_forward) {
    return refused(errc::host_unreachable);
  }
  if (!way.usable()) return {.error = error_in_words(way.error())};
  const int filter = host.node.sysctls.rp_filter;
  if (filter != 0) {
    const auto mark = host.node.sysctls.src_valid_mark ? packet.mark : 0;
    const auto back = routing.lookup({source, destination, mark});
    const bool passes = back.kind == Kind::unicast && (filter == 2 || back.interface == &in);
    if (!passes) return refused(errc::cross_device_link);
  }
  return answer_of(host, way);
}

}  // namespace

probe::AskKernel computed_kernel(const Node& node) {
  return [host = std::make_shared<const RoutedNode>(node)](const probe::Lookup& packet) {
    if (const Interface* in = interface_of(host->node, packet.in_link)) {
      return forwarded(*host, packet, *in);
    }
    std::optional<IpAddress> source;
    if (packet.source) source = *packet.source;
    const auto way = host->routing.lookup({packet.destination, source, packet.mark});
    if (!way.usable()) return probe::KernelAnswer{.error = error_in_words(way.error())};
    return answer_of(*host, way);
  };
}

}  // namespace edge::sim
