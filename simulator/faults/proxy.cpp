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

constexpr NumberParameter kProxyStatus{"status", 300, 599, "502", "of HTTP"};

Topology proxy_refuses(Topology topology, const Arguments& with) {
  change_services<ProxyService>(
      topology, "proxy", [&](ProxyService& proxy) { proxy.refuses_with = with[kProxyStatus]; });
  return topology;
}

constexpr ValueParameter kScheme{"scheme", kind::mechanism, "NTLM", "that clients must use"};

/// A scheme that the agent cannot do: it knows Basic only.
Topology proxy_asks_for(Topology topology, const Arguments& with) {
  change_services<ProxyService>(
      topology, "proxy", [&](ProxyService& proxy) { proxy.scheme = with[kScheme]; });
  return topology;
}

/// Not a proxy's plain port but one that speaks TLS or SOCKS, or a proxy that is overloaded.
Topology proxy_hangs_up(Topology topology, const Arguments&) {
  change_services<ProxyService>(
      topology, "proxy", [](ProxyService& proxy) { proxy.hangs_up = true; });
  return topology;
}

/// As squid before 3.2 answers, and some appliances to this day.
Topology proxy_http_1_0(Topology topology, const Arguments&) {
  change_services<ProxyService>(
      topology, "proxy", [](ProxyService& proxy) { proxy.http_1_0 = true; });
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
    {.name = "proxy-refuses",
     .what = "the proxy answers every CONNECT with a status that opens no tunnel",
     .parameters = {&kProxyStatus},
     .found_as = {"proxy-denies", "proxy-credentials-missing"},
     .apply = proxy_refuses},
    {.name = "proxy-asks-for",
     .what = "the proxy asks for credentials (407) by another scheme than Basic",
     .parameters = {&kScheme},
     .found_as = {"proxy-credentials-missing"},
     .apply = proxy_asks_for},
    {.name = "proxy-hangs-up",
     .what = "the proxy ends each connection instead of answering",
     .found_as = {"proxy-no-answer"},
     .apply = proxy_hangs_up},
    {.name = "proxy-http-1-0",
     .what = "the proxy answers as HTTP/1.0",
     .apply = proxy_http_1_0},
};

}  // namespace

std::span<const FaultRow> proxy_faults() { return kProxyFaults; }

}  // namespace edge::sim
