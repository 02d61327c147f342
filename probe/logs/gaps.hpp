// Which agent wrote a log, and what the time between two of its lines says: the rules of each
// version as data. Where they come from: docs/agents.md, docs/timelines.md.
#pragma once

#include <string>
#include <string_view>

#include "common/world/time.hpp"
#include "probe/logs/line_form.hpp"

namespace edge::probe {

/// What an attempt's length tells of how it failed.
enum class GapKind {
  unknown,    // no rule, or no end in the log
  verdict,    // an answer that is no use trying again: certificate, token, link
  silence,    // nobody answered
  used_up,    // the time was used up: silence, or tries that failed all the while
  refused,    // somebody refused at once, again and again
  resolver,   // the name server was silent
  throttled   // the hub throttled
};
std::string_view name_of(GapKind kind);

struct GapMeaning {
  GapKind kind = GapKind::unknown;
  std::string_view words;  // half a line
};

/// `generation`: generation_of()'s. `transport`: row of transports.cpp.
GapMeaning gap_meaning(std::string_view generation, std::string_view transport, Duration gap);

/// What a line tells of who wrote it, as far as the log has been read.
struct Writer {
  bool edge_hub = false;
  std::string version;                // "1.6.1", "edgeprobe 0.2.0, as agent-2017"; empty: not said
  LineForm form = LineForm::none;     // of its line about an attempt
};

/// "agent-2017", "agent-1.5", "agent-1.6", "edgehub-1.6" (profiles.cpp), or where the log does not
/// tell them apart "agent-1.x" and, up to 1.4, "agent-1.0".
std::string_view generation_of(const Writer& writer);
/// "the edge agent of 2017 (preview)"
std::string_view generation_words(std::string_view generation);

}  // namespace edge::probe
