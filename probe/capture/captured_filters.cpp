#include "probe/capture/captured_filters.hpp"

#include <linux/netfilter.h>
#include <netinet/in.h>

#include <algorithm>
#include <cctype>

#include "probe/host/filter_text.hpp"

namespace edge::probe {
namespace {

constexpr int kMarking = -150, kTranslating = 100;
constexpr std::size_t kLongestChain = 28;
constexpr std::size_t kLongestComment = 120;

/// One way that was followed, there and back.
struct CapturedFlow {
  std::uint8_t protocol;
  std::uint16_t port;
  const FilteredPacket& out;
  const FilteredPacket& back;
};

std::vector<CapturedFlow> flows_of(const CaptureContext& context) {
  const NetworkTrace& trace = context.trace;
  std::vector<CapturedFlow> flows{
      {IPPROTO_TCP, context.all.port, trace.out_filters, trace.back_filters}};
  for (const OtherFlow& each : trace.other_flows) {
    flows.push_back({each.protocol, each.port, each.out, each.back});
  }
  return flows;
}

/// The policy of what is forwarded: it is written once, behind what passes.
bool is_forward_policy(const FilteredPacket& packet) {
  const HookWay* at = packet.stopped_at();
  return at && at->hook == NF_INET_FORWARD && !at->way.stopped->rule;
}

bool can_be_a_chain(const std::string& name) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  return name.size() <= kLongestChain && !name.empty() && !std::isdigit(name.front()) &&
         name.find_first_of(".-") != 0 && name.find_first_not_of(kAllowed) == name.npos;
}

class FilterWriter {
 public:
  FilterWriter(CaptureContext& context, bool names) : context_(context), names_(names) {}

  CaptureJson write() {
    add_marks();
    const auto flows = flows_of(context_);
    for (const CapturedFlow& flow : flows) add_stops(flow);
    const auto& later = context_.trace.later_filters;
    if (later.stopped() && !is_forward_policy(later)) {
      add_stop(later, {{"in-interface", bridge()}, {"protocol", "tcp"}, {"state", "established"}});
    }
    const bool policy = std::ranges::any_of(flows, [](const CapturedFlow& flow) {
      return is_forward_policy(flow.out) || is_forward_policy(flow.back);
    });
    if (policy) add_policy(flows);
    add_translation();
    return std::move(rules_);
  }

 private:
  std::string bridge() const { return context_.name(context_.trace.bridge); }

  static CaptureJson flow_match(const CapturedFlow& flow, const char* port) {
    return {{"protocol", flow.protocol == IPPROTO_TCP ? "tcp" : "udp"}, {port, flow.port}};
  }

  void add(std::string_view hook, int priority, CaptureJson match, CaptureJson action) {
    CaptureJson rule;
    if (hook != "forward") rule["hook"] = hook;
    if (priority != 0) rule["priority"] = priority;
    if (!match.empty()) rule["match"] = std::move(match);
    rule["action"] = std::move(action);
    rules_.push_back(std::move(rule));
  }

  void add_marks() {
    const auto mark = [&](int link, const TracedPacket& traced) {
      if (!traced.asked || traced.packet.mark == 0 || link == 0) return;
      add("prerouting", kMarking, {{"in-interface", context_.name(link)}},
          {{"set-mark", {{"to", traced.packet.mark}}}});
    };
    mark(context_.trace.bridge, context_.trace.out);
    mark(context_.trace.back.packet.in_link, context_.trace.back);
  }

  void add_stop(const FilteredPacket& packet, CaptureJson match) {
    const HookWay& at = *packet.stopped_at();
    const FilterStep& stop = *at.way.stopped;
    const bool rejects = stop.outcome.end == RuleEnd::rejects;
    const bool leaves = at.hook == NF_INET_POST_ROUTING;
    if (leaves) match.erase("in-interface");
    add(hook_word(at.hook), 0, std::move(match), rejects ? "reject" : "drop");
    CaptureJson& rule = rules_.back();
    if (names_) rule["comment"] = rule_place(stop).substr(0, kLongestComment);
    if (!stop.chain->base && can_be_a_chain(stop.chain->name)) rule["chain"] = stop.chain->name;
  }

  void add_stops(const CapturedFlow& flow) {
    if (flow.out.stopped() && !is_forward_policy(flow.out)) {
      auto match = flow_match(flow, "destination-port");
      match["in-interface"] = bridge();
      return add_stop(flow.out, std::move(match));
    }
    if (!flow.back.stopped() || is_forward_policy(flow.back)) return;
    auto match = flow_match(flow, "source-port");
    match["in-interface"] = context_.name(context_.trace.back.packet.in_link);
    add_stop(flow.back, std::move(match));
  }

  void add_policy(const std::vector<CapturedFlow>& flows) {
    bool answers = false;
    for (const CapturedFlow& flow : flows) {
      if (flow.out.stopped()) continue;
      auto match = flow_match(flow, "destination-port");
      match["in-interface"] = bridge();
      add("forward", 0, std::move(match), "accept");
      answers = answers || !flow.back.stopped();
    }
    if (answers) {
      add("forward", 0, {{"out-interface", bridge()}, {"state", "established"}}, "accept");
    }
    add("forward", 0, {}, "drop");
  }

  /// Unless the packet came as far as there and was not translated.
  void add_translation() {
    const FilteredPacket& out = context_.trace.out_filters;
    const bool came = out.looked_at && !out.hooks.empty() &&
                      out.hooks.back().hook == NF_INET_POST_ROUTING && !out.stopped();
    if (came && !out.translated()) return;
    if (!came) context_.left_out.emplace_back("masquerading, which was not seen and is assumed");
    add("postrouting", kTranslating,
        {{"source", context_.text(context_.trace.subnet)}, {"not-out-interface", bridge()}},
        "masquerade");
  }

  CaptureContext& context_;
  bool names_;
  CaptureJson rules_ = CaptureJson::array();
};

}  // namespace

CaptureJson captured_filters(CaptureContext& context, bool names) {
  return FilterWriter(context, names).write();
}

}  // namespace edge::probe
