#include "common/report/details/path.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/report/layout.hpp"

namespace edge {
namespace {

std::string words_on(const Hop& hop) {
  const std::string from = hop.from ? hop.from->to_string() : "unnamed";
  const std::string rtt = human_duration(hop.rtt);
  const bool exceeded = hop.icmp && hop.icmp->type == (hop.icmp->sender.is_v6() ? 3 : 11);
  switch (hop.answer) {
    case Answer::silence: return "*";
    case Answer::accepted: return fmt::format("connected ({})", rtt);
    case Answer::reset: return fmt::format("reset ({})", rtt);
    case Answer::icmp:
      return exceeded || !hop.icmp ? fmt::format("{} ({})", from, rtt)
                                   : fmt::format("rejected, {} ({})", words_on(*hop.icmp), rtt);
    case Answer::own_host: return "not sent by this device";
    case Answer::no_neighbour: return "the next hop does not answer ARP";
  }
  return {};
}

}  // namespace

std::string subject_words(const PathDetail& path) {
  const std::string_view subject = path.subject;
  if (subject == PathDetail::control) return "control " + to_string(path.target);
  if (subject == PathDetail::name_server) return "name server " + to_string(path.target);
  if (subject == PathDetail::other_address) return "the untried " + to_string(path.target);
  if (subject == PathDetail::beyond_host) return "the first routers";
  if (subject != PathDetail::name_server_machine) return std::to_string(path.target.port);
  return fmt::format("port {} of {}", path.target.port, path.target.address.to_string());
}

std::string words_on(const PathDetail& path) {
  std::size_t heard = path.hops.size();
  while (heard > 0 && path.hops[heard - 1].answer == Answer::silence) --heard;
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < heard; ++i) parts.push_back(words_on(path.hops[i]));
  if (heard < path.hops.size()) {
    parts.push_back(heard == 0 ? fmt::format("silence ({} hops asked)", path.hops.size())
                               : fmt::format("silence from hop {} on", path.hops[heard].ttl));
  }
  return parts.empty() ? "not traced" : fmt::format("{}", fmt::join(parts, " > "));
}

}  // namespace edge
