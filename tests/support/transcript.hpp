// Shows DNS evidence as lines of text, one per query, for tests that read as transcripts.
#pragma once

#include <string>
#include <vector>

#include "common/report/evidence.hpp"

namespace edge::test {

inline std::string milliseconds(Duration time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
}

/// "0..5000 A hub.test @192.0.2.1 silence": milliseconds since the start.
inline std::vector<std::string> transcript(const std::vector<DnsExchange>& exchanges) {
  std::vector<std::string> lines;
  for (const auto& e : exchanges) {
    lines.push_back(milliseconds(e.begin) + ".." + milliseconds(e.end) + " " + e.type + " " +
                    e.name + " @" + e.server.address.to_string() + " " + e.result);
  }
  return lines;
}

}  // namespace edge::test
