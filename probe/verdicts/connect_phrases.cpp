#include "probe/verdicts/connect_phrases.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "probe/evidence/name_servers.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/redirection_facts.hpp"

namespace edge::probe {

std::string peers_text(const std::vector<ConnectFailure>& failures) {
  std::vector<std::string> addresses, ports;
  const auto add = [](std::vector<std::string>& list, std::string text) {
    if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(std::move(text));
  };
  for (const ConnectFailure& failure : failures) {
    add(addresses, failure.decisive.peer.address.to_string());
    add(ports, std::to_string(failure.decisive.peer.port));
  }
  const Whom whom = failures.empty() ? Whom::hub : failures.front().whom;
  const bool engine = !failures.empty() && is_engine_resolver(failures.front().decisive.peer);
  if (whom == Whom::name_server && engine) return "the name servers that the host asks";
  const std::string plural = addresses.size() > 1 ? "s " : " ";
  if (whom == Whom::name_server) return "the name server" + plural + list_text(addresses);
  return fmt::format("{}{} on {} {}", whom == Whom::proxy ? "the proxy " : "",
                     list_text(addresses), ports.size() == 1 ? "port" : "ports",
                     list_text(ports));
}

std::string_view passing_text(const Case& facts, std::string_view transport) {
  const bool above = std::ranges::any_of(failures(facts), [&](const Failure& failure) {
    const Evidence& seen = *failure.evidence;
    return seen.transport == transport && !detail_of<ResolveDetail>(seen) &&
           !detail_of<ConnectDetail>(seen);
  });
  return above ? "lets TCP connect" : "passes";
}

std::string other_way_text(const Case& facts, const PortBlock& block) {
  const std::string proxy = proxy_of(facts, web_way(facts));
  if (!proxy.empty()) {
    return fmt::format("the proxy {} {}", proxy,
                       block.other_passes ? "can be reached" : "fails in another manner");
  }
  const int port = hub_port(facts, web_way(facts));
  if (block.other_passes && redirection_of(facts, web_way(facts),
                                           block.failure.decisive.peer.address)) {
    return fmt::format("port {} ends at another machine", port);
  }
  return fmt::format("port {} {}", port,
                     block.other_passes ? passing_text(facts, web_way(facts))
                                        : "fails in another manner");
}

}  // namespace edge::probe
