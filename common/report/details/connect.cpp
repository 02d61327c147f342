#include "common/report/details/connect.hpp"

#include <fmt/format.h>

#include "common/report/details/words.hpp"

namespace edge {
namespace {

/// Of a SYN that was answered, but not at once: packets are lost on the way.
std::string repeated_text(const TcpInfo& tcp) {
  const auto times = tcp.total_retrans.value_or(0);
  if (times == 0) return {};
  return fmt::format(", the SYN repeated {}", times == 1 ? "once" : fmt::format("{} times", times));
}

std::string answer_text(const ConnectTry& one) {
  switch (one.answer) {
    case Answer::accepted: return "accepted" + repeated_text(one.tcp);
    case Answer::reset: return "refused by a TCP reset";
    case Answer::icmp: return one.icmp ? "rejected, " + words_on(*one.icmp) : "rejected by ICMP";
    case Answer::own_host: return joined({"not sent by this device", one.error.text});
    case Answer::no_neighbour: return "the next hop does not answer ARP";
    case Answer::silence: return "no answer";
  }
  return {};
}

}  // namespace

std::string words_on(const ConnectDetail& detail) {
  std::vector<std::string> tries;
  for (const ConnectTry& one : detail.tries) {
    tries.push_back(to_string(one.peer) + " " + answer_text(one));
  }
  return abridged(std::move(tries), "; ");
}

}  // namespace edge
