#include "probe/survey_output/path_drawing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "common/base/xml_text.hpp"
#include "probe/survey_output/phrases.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kMostHops = 7;  // shown; a longer way is shortened in its middle
constexpr int kStep = 118, kLine = 40, kHeight = 110, kMargin = 60;
constexpr std::size_t kWords = 34;  // bytes: what two steps have room for

struct Node {
  std::string above, below;   // words
  bool known = true;          // somebody answered there
};

Node node_of(const PathHop& hop) {
  return {fmt::format("hop {}", hop.ttl), hop.address.empty() ? "no answer" : hop.address,
          !hop.address.empty()};
}

/// The hops up to the last that answered and one that did not; the peer is drawn by itself.
std::vector<PathHop> drawn_hops(const std::vector<PathHop>& path) {
  std::vector<PathHop> hops;
  std::size_t answered = 0;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (!path[i].address.empty()) answered = i + 1;
  }
  const std::size_t shown = std::min(answered + 1, path.size());
  hops.assign(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(shown));
  const bool to_peer = !hops.empty() && (hops.back().answer == "accepted" ||
                                         hops.back().answer == "reset");
  if (to_peer) hops.pop_back();
  return hops;
}

std::vector<Node> nodes_of(const SurveyCheck& check) {
  std::vector<Node> nodes{{"this device", check.local, true}};
  if (check.vantage != kDirect) nodes.push_back({"proxy", check.vantage, true});
  const auto hops = drawn_hops(check.path);
  if (hops.empty() && !check.place.empty() && !check.reached) {
    nodes.push_back({"in the way", check.place, true});
  }
  for (std::size_t i = 0; i < hops.size(); ++i) {
    const bool left_out = hops.size() > kMostHops && i > 1 && i + kMostHops - 2 < hops.size();
    if (!left_out) nodes.push_back(node_of(hops[i]));
    else if (nodes.back().above != "...") nodes.push_back({"...", "", true});
  }
  return nodes;
}

std::string text_at(int x, int y, std::string_view words) {
  return fmt::format("<text x=\"{}\" y=\"{}\">{}</text>", x, y, xml_text(words, kWords));
}

/// Under the line by turns in two rows, so that an address has room beside the next one's.
int row_of(std::size_t index) { return kLine + 28 + (index % 2 == 0 ? 0 : 15); }

std::string drawn(const Node& node, std::size_t index) {
  const int x = kMargin + kStep * static_cast<int>(index);
  return fmt::format("<circle class=\"node{}\" cx=\"{}\" cy=\"{}\" r=\"9\"/>{}{}",
                     node.known ? "" : " unknown", x, kLine, text_at(x, kLine - 18, node.above),
                     text_at(x, row_of(index), node.below));
}

/// The peer itself, or a cross in front of it.
std::string ending(const SurveyCheck& check, std::size_t index) {
  const int x = kMargin + kStep * static_cast<int>(index);
  const bool there = check.reached || check.stage == "tls" || check.stage == "http";
  const char* shape = check.reached ? "end-ok" : "end-bad";
  std::string text = fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"18\" height=\"18\" "
                                 "rx=\"3\"/>", there ? shape : "node unknown", x - 9, kLine - 9);
  if (!check.reached) {
    const int at = there ? x : x - kStep / 2;
    text += fmt::format("<path class=\"cross\" d=\"M{} {}l16 16m0-16l-16 16\"/>", at - 8,
                        kLine - 8);
    text += text_at(at, kLine + 62, "ends here: " + check.stage);
  }
  return text + text_at(x, kLine - 18, target_text(check)) +
         text_at(x, row_of(index), check.addresses.empty() ? "" : check.addresses.front());
}

}  // namespace

std::string path_drawing(const SurveyCheck& check) {
  const auto nodes = nodes_of(check);
  const int end = kMargin + kStep * static_cast<int>(nodes.size());
  std::string text = fmt::format(
      "<svg class=\"path\" role=\"img\" viewBox=\"0 0 {} {}\" width=\"{}\"><title>{}</title>"
      "<path class=\"way\" d=\"M{} {}H{}\"/>",
      end + kMargin + 20, kHeight, end + kMargin + 20,
      xml_text(fmt::format("The way from this device to {}, which ends in {}", target_text(check),
                           check.stage)),
      kMargin, kLine, end);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    text += drawn(nodes[i], i);
  }
  return text + ending(check, nodes.size()) + "</svg>";
}

}  // namespace edge::probe
