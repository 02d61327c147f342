// HTTP proxies that deny, ask for credentials or stay silent.
#include "simulator/faults/families.hpp"
#include "simulator/faults/helpers.hpp"
#include "simulator/topology/proxy_service.hpp"

namespace edge::sim {
namespace {

constexpr ValueParameter kUser{"user", kind::text, "device"};
constexpr ValueParameter kPassword{"password", kind::text, "proxy-test-password"};

Topology proxy_credentials_required(Topology topology, const Arguments& with) {
  change_services<ProxyService>(topology, "proxy", [&](ProxyService& proxy) {
    proxy.user = with[kUser];
    proxy.password = with[kPassword];
  });
  return topology;
}

constexpr ValueParameter kHost{"host", kind::host, "hub.test"};

Topology proxy_denies(Topology topology, const Arguments& with) {
  change_services<ProxyService>(
      topology, "proxy", [&](ProxyService& proxy) { proxy.denied_hosts.push_back(with[kHost]); });
  return topology;
}

Topology proxy_silence(Topology topology, const Arguments&) {
  change_services<ProxyService>(
      topology, "proxy", [](ProxyService& proxy) { proxy.silent = true; });
  return topology;
}

constexpr FaultRow kProxyFaults[] = {
    {.name = "proxy-credentials-required",
     .what = "the proxy asks for credentials (407)",
     .parameters = {&kUser, &kPassword},
     .found_as = {"proxy-credentials-missing"},
     .apply = proxy_credentials_required},
    {.name = "proxy-denies",
     .what = "the proxy forbids a destination (403)",
     .parameters = {&kHost},
     .found_as = {"proxy-denies"},
     .apply = proxy_denies},
    {.name = "proxy-silence",
     .what = "the proxy accepts and never answers",
     .found_as = {"proxy-no-answer"},
     .apply = proxy_silence},
};

}  // namespace

std::span<const FaultRow> proxy_faults() { return kProxyFaults; }

}  // namespace edge::sim
