#include "common/report/details/connect.hpp"

#include "common/report/details/words.hpp"

namespace edge {
namespace {

std::string answer_text(const ConnectTry& one) {
  switch (one.answer) {
    case Answer::accepted: return "accepted";
    case Answer::reset: return "refused by a TCP reset";
    case Answer::icmp: return one.icmp ? "rejected, " + words_on(*one.icmp) : "rejected by ICMP";
    case Answer::own_host: return joined({"not sent by this device", one.error.text});
    case Answer::no_neighbour: return "the gateway does not answer ARP";
    case Answer::silence: return "no answer";
  }
  return {};
}

}  // namespace

std::string words_on(const ConnectDetail& x) {
  std::vector<std::string> tries;
  for (const ConnectTry& one : x.tries) {
    tries.push_back(to_string(one.peer) + " " + answer_text(one));
  }
  return abridged(std::move(tries), "; ");
}

}  // namespace edge
