#include "probe/verdicts/connect_facts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "probe/verdicts/words.hpp"

namespace edge::probe {
namespace {

bool through_proxy(const Case& facts, const Evidence& evidence) {
  return !facts.proxy.empty() && evidence.transport == kAmqpWs;
}

/// An address family without a route is noise beside an address that was really tried.
ConnectTry decisive_try(const Evidence& evidence) {
  const auto* detail = detail_of<ConnectDetail>(evidence);
  if (!detail || detail->tries.empty()) {
    ConnectTry unknown;
    if (evidence.peer) unknown.peer = *evidence.peer;
    unknown.begin = evidence.begin;
    unknown.end = evidence.end;
    return unknown;
  }
  const auto& tries = detail->tries;
  const auto got_out = std::find_if(tries.rbegin(), tries.rend(), [](const ConnectTry& one) {
    return one.answer != Answer::own_host && one.answer != Answer::accepted;
  });
  return got_out == tries.rend() ? tries.back() : *got_out;
}

bool connected_over(const Case& facts, std::string_view transport) {
  return std::any_of(facts.evidence.begin(), facts.evidence.end(), [&](const Evidence& evidence) {
    return evidence.transport == transport && evidence.stage == "connect" &&
           evidence.outcome == Outcome::ok;
  });
}

}  // namespace

std::vector<ConnectFailure> connect_failures(const Case& facts) {
  std::vector<ConnectFailure> found;
  for (const Failure& failure : failures(facts)) {
    if (failure.evidence->stage != "connect") continue;
    found.push_back({failure.evidence, decisive_try(*failure.evidence),
                     through_proxy(facts, *failure.evidence)});
  }
  return found;
}

std::vector<ConnectFailure> direct_failures(const Case& facts, Answer answer) {
  auto found = connect_failures(facts);
  std::erase_if(found, [answer](const ConnectFailure& failure) {
    return failure.to_proxy || failure.decisive.answer != answer;
  });
  return found;
}

bool port_passes(const Case& facts, std::string_view transport) {
  if (!facts.proxy.empty() && transport == kAmqpWs) return false;
  const Trace trace = trace_of(facts, transport);
  return connected_over(facts, transport) || (trace && trace.detail->reached);
}

std::optional<PortBlock> amqp_port_block(const Case& facts, Answer answer) {
  std::optional<PortBlock> block;
  bool other_known = connected_over(facts, kAmqpWs) || port_passes(facts, kAmqpWs);
  bool other_alike = false;
  for (const ConnectFailure& failure : connect_failures(facts)) {
    const bool alike = failure.decisive.answer == answer;
    if (failure.evidence->transport == kAmqp) {
      if (alike && !block) block = PortBlock{.failure = failure, .own = {}, .other = {}};
    } else {
      other_known = true;
      other_alike = other_alike || alike;
    }
  }
  if (!block || !other_known || other_alike) return std::nullopt;
  block->other_passes = connected_over(facts, kAmqpWs) || port_passes(facts, kAmqpWs);
  block->own = trace_of(facts, kAmqp);
  block->other = trace_of(facts, kAmqpWs);
  block->same_target = block->own && block->other &&
                       block->own.detail->target.address == block->other.detail->target.address;
  return block;
}

Verdict verdict_on(const PortBlock& block) {
  Verdict verdict = verdict_on(std::vector{block.failure.evidence});
  cite(verdict, block.own.evidence);
  cite(verdict, block.other.evidence);
  return verdict;
}

std::vector<ConnectFailure> everywhere(const Case& facts, Answer answer) {
  if (port_passes(facts, kAmqp) || port_passes(facts, kAmqpWs)) return {};
  if (amqp_port_block(facts, answer)) return {};
  for (const ConnectFailure& failure : connect_failures(facts)) {
    if (!failure.to_proxy && failure.decisive.answer != answer) return {};
  }
  return direct_failures(facts, answer);
}

Verdict verdict_on(const std::vector<ConnectFailure>& failures) {
  std::vector<const Evidence*> evidence;
  for (const ConnectFailure& failure : failures) evidence.push_back(failure.evidence);
  return verdict_on(evidence);
}

std::string peers_text(const std::vector<ConnectFailure>& failures) {
  std::vector<std::string> addresses, ports;
  const auto add = [](std::vector<std::string>& list, std::string text) {
    if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(std::move(text));
  };
  for (const ConnectFailure& failure : failures) {
    add(addresses, failure.decisive.peer.address.to_string());
    add(ports, std::to_string(failure.decisive.peer.port));
  }
  return fmt::format("{} on {} {}", list_text(addresses), ports.size() == 1 ? "port" : "ports",
                     list_text(ports));
}

std::string other_way_text(const Case& facts, const PortBlock& block) {
  if (!facts.proxy.empty()) {
    return block.other_passes ? fmt::format("the proxy {} can be reached", facts.proxy)
                              : fmt::format("the proxy {} fails in another manner", facts.proxy);
  }
  const int port = block.other ? block.other.detail->target.port : 443;
  return block.other_passes ? fmt::format("port {} passes", port)
                            : fmt::format("port {} fails in another manner", port);
}

}  // namespace edge::probe
