#include "common/report/describe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "common/base/escape.hpp"
#include "common/report/layout.hpp"
#include "common/report/timestamp.hpp"

namespace edge {
namespace {

constexpr std::size_t kShownBytes = 160;      // of one text of a peer
constexpr std::size_t kShownAddresses = 4;

/// Leaves out the middle of a long list: the first ones and the last one tell most.
std::string abridged(std::vector<std::string> items, std::string_view separator) {
  if (items.size() > kShownAddresses) {
    const auto last = items.end() - 1;
    const auto first_left_out = items.begin() + kShownAddresses - 1;
    const std::string left_out = fmt::format("({} more)", last - first_left_out);
    items.insert(items.erase(first_left_out, last), left_out);
  }
  return fmt::format("{}", fmt::join(items, separator));
}

/// Joins what is there and leaves out what is empty.
std::string joined(std::initializer_list<std::string> parts, std::string_view separator = ", ") {
  std::string text;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    if (!text.empty()) text += separator;
    text += part;
  }
  return text;
}

std::string labelled(std::string_view label, const std::string& value) {
  return value.empty() ? std::string{} : fmt::format("{} {}", label, value);
}

std::string quotation(const std::string& text) {
  return text.empty() ? std::string{} : "\"" + shortened(text) + "\"";
}

std::string icmp_text(const IcmpError& icmp) {
  return fmt::format("ICMP {}/{} from {}", icmp.type, icmp.code, icmp.sender.to_string());
}

std::string answer_text(const ConnectTry& one) {
  switch (one.answer) {
    case Answer::accepted: return "accepted";
    case Answer::reset: return "refused by a TCP reset";
    case Answer::icmp: return one.icmp ? "rejected, " + icmp_text(*one.icmp) : "rejected by ICMP";
    case Answer::own_host: return joined({"not sent by this device", one.error});
    case Answer::no_neighbour: return "the gateway does not answer ARP";
    case Answer::silence: return "no answer";
  }
  return {};
}

/// Server and result of each exchange, repeated ones counted: "192.168.1.1 silence (4 times)".
std::string exchanges_text(const std::vector<DnsExchange>& exchanges) {
  std::vector<std::pair<std::string, int>> counted;
  for (const DnsExchange& one : exchanges) {
    const std::string text = one.server.address.to_string() + " " + one.result;
    const auto at = std::find_if(counted.begin(), counted.end(),
                                 [&](const auto& entry) { return entry.first == text; });
    if (at == counted.end()) counted.emplace_back(text, 1);
    else ++at->second;
  }
  std::string text;
  for (const auto& [what, times] : counted) {
    if (!text.empty()) text += ", ";
    text += times == 1 ? what : fmt::format("{} ({} times)", what, times);
  }
  return text;
}

struct Describer {
  std::string operator()(const std::monostate&) const { return {}; }

  std::string operator()(const ResolveDetail& x) const {
    if (x.source == "literal" || x.source == "option") {
      const std::string given = x.source == "option" ? "given by option" : "is an address";
      return x.addresses.empty() ? given : x.addresses.front().to_string() + ", " + given;
    }
    if (x.addresses.empty()) return joined({x.error, exchanges_text(x.exchanges)}, ": ");
    std::vector<std::string> addresses;
    for (const IpAddress& address : x.addresses) addresses.push_back(address.to_string());
    const std::string from =
        x.exchanges.empty() ? x.source : x.exchanges.back().server.address.to_string();
    return fmt::format("{} is {}{}", x.name, abridged(std::move(addresses), ", "),
                       from.empty() ? "" : ", from " + from);
  }

  std::string operator()(const ConnectDetail& x) const {
    std::vector<std::string> tries;
    for (const ConnectTry& one : x.tries) {
      tries.push_back(to_string(one.peer) + " " + answer_text(one));
    }
    return abridged(std::move(tries), "; ");
  }

  std::string operator()(const ProxyDetail& x) const {
    const std::string status = x.status == 0 ? "no answer" : std::to_string(x.status);
    return joined({x.proxy, joined({status, shortened(x.reason)}, " "),
                   labelled("via", shortened(x.via))});
  }

  std::string operator()(const TlsDetail& x) const {
    std::vector<std::string_view> defects;
    for (const CertificateDefect defect : x.defects) defects.push_back(name_of(defect));
    const std::string bad = fmt::format("{}", fmt::join(defects, ", "));
    const CertificateFacts* leaf = x.chain.empty() ? nullptr : &x.chain.front();
    const std::string until =
        leaf ? "until " + log_time_text(leaf->not_after).substr(0, 10) : std::string{};
    const std::string who =
        leaf ? joined({shortened(leaf->subject), labelled("by", shortened(leaf->issuer)), until})
             : std::string{};
    const std::string alert = x.alert ? fmt::format("alert {}", *x.alert) : std::string{};
    const std::string error = bad.empty() ? x.error : std::string{};
    return joined({labelled("certificate", bad), x.version, alert, error,
                   labelled("began with", quotation(x.first_bytes)), who});
  }

  std::string operator()(const WebSocketDetail& x) const {
    // Of an answer with a status it is the body that is kept.
    const bool begun = x.status == 0 && !x.body_start.empty();
    const std::string status = x.status != 0 ? std::to_string(x.status)
                               : begun       ? "no proper answer"
                                             : "no answer";
    return joined({joined({status, shortened(x.reason)}, " "),
                   labelled("began with", begun ? quotation(x.body_start) : ""),
                   shortened(x.subprotocol), labelled("server", shortened(x.server)),
                   labelled("via", shortened(x.via)), x.error});
  }

  std::string operator()(const AmqpDetail& x) const {
    const std::string opened = !x.open_received ? "no OPEN"
                               : x.iot_hub      ? "OPEN of an IoT hub"
                                                : "OPEN of another broker";
    return joined({opened, labelled("container", shortened(x.container_id)), shortened(x.condition),
                   quotation(x.description), labelled("began with", quotation(x.first_bytes)),
                   x.error});
  }

  std::string operator()(const CbsDetail& x) const {
    const std::string status =
        x.status ? fmt::format("status {}", *x.status) : shortened(x.condition);
    return joined({status.empty() ? "no answer" : status, quotation(x.description), x.error,
                   x.audience});
  }

  std::string operator()(const LinkDetail& x) const {
    const std::string code = x.hub_error_code ? std::to_string(*x.hub_error_code) : std::string{};
    return joined({shortened(x.condition), quotation(x.description), labelled("hub error", code),
                   x.error, x.condition.empty() ? x.address : std::string{}});
  }

  std::string operator()(const HoldDetail& x) const {
    return joined({"held " + human_duration(x.held), shortened(x.condition),
                   quotation(x.description), x.error});
  }

  std::string operator()(const PathDetail& x) const { return describe_hops(x); }

  std::string operator()(const HostDetail& x) const {
    // Without a name of an engine nothing is said: not every container can be recognised.
    std::string text = x.facts.container.empty() ? x.facts.host_name
                                                 : "container (" + x.facts.container + ")";
    for (const InterfaceFact& one : x.facts.interfaces) {
      if (one.name == "lo") continue;
      text += fmt::format(", {} {} mtu {}{}", one.name, fmt::join(one.addresses, " "), one.mtu,
                          one.up ? "" : " down");
    }
    for (const RouteFact& route : x.facts.routes) {
      const bool is_default = route.destination == "0.0.0.0/0" || route.destination == "::/0";
      if (is_default && route.gateway) text += ", gateway " + route.gateway->to_string();
    }
    for (const Endpoint& server : x.resolver.servers) {
      text += ", name server " + server.address.to_string();
    }
    return text;
  }
};

}  // namespace

std::string describe(const Evidence& evidence) {
  const std::string seen = std::visit(Describer{}, evidence.detail);
  return joined({seen, evidence.note});
}

std::string shortened(std::string_view text) { return printable(text, kShownBytes); }

std::string describe_hops(const PathDetail& path) {
  std::size_t heard = path.hops.size();
  while (heard > 0 && path.hops[heard - 1].answer == Answer::silence) --heard;
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < heard; ++i) {
    const Hop& hop = path.hops[i];
    const std::string from = hop.from ? hop.from->to_string() : "unnamed";
    const std::string rtt = human_duration(hop.rtt);
    const bool exceeded = hop.icmp && hop.icmp->type == (hop.icmp->sender.is_v6() ? 3 : 11);
    switch (hop.answer) {
      case Answer::silence: parts.push_back("*"); break;
      case Answer::accepted: parts.push_back(fmt::format("connected ({})", rtt)); break;
      case Answer::reset: parts.push_back(fmt::format("reset ({})", rtt)); break;
      case Answer::icmp:
        parts.push_back(exceeded || !hop.icmp
                            ? fmt::format("{} ({})", from, rtt)
                            : fmt::format("rejected, {} ({})", icmp_text(*hop.icmp), rtt));
        break;
      case Answer::own_host: parts.push_back("not sent by this device"); break;
      case Answer::no_neighbour: parts.push_back("gateway does not answer ARP"); break;
    }
  }
  if (heard < path.hops.size()) {
    parts.push_back(heard == 0 ? fmt::format("silence ({} hops asked)", path.hops.size())
                               : fmt::format("silence from hop {} on", path.hops[heard].ttl));
  }
  return parts.empty() ? "not traced" : fmt::format("{}", fmt::join(parts, " > "));
}

}  // namespace edge
