#include "common/report/details/answer.hpp"

#include <fmt/format.h>

namespace edge {

std::string_view name_of(Answer answer) {
  switch (answer) {
    case Answer::accepted: return "accepted";
    case Answer::reset: return "reset";
    case Answer::icmp: return "icmp";
    case Answer::own_host: return "own-host";
    case Answer::no_neighbour: return "no-neighbour";
    case Answer::silence: return "silence";
  }
  return "";
}

std::string words_on(const IcmpError& icmp) {
  return fmt::format("ICMP {}/{} from {}", icmp.type, icmp.code, icmp.sender.to_string());
}

}  // namespace edge
