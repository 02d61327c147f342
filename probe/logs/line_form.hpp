// How a line begins: the time formats of IoT Edge's programs and of what collects their lines.
#pragma once

#include <optional>
#include <string_view>

#include "common/world/time.hpp"

namespace edge::probe {

/// Each with a line that has it. `none`: a continuation, such as a line of an exception.
enum class LineForm {
  plain,     // 2017-11-28 18:46:19 [INF] - text
  zoned,     // 2018-06-28 10:00:00.123 +00:00 [INF] - text
  severity,  // <6> 2026-11-29 20:50:25.123 +00:00 [INF] - text
  daemon,    // 2026-11-29T20:50:25Z [INFO] - text; "<6>" may stand before it
  engine,    // time="2026-11-29T20:50:25.123456789Z" level=error msg="text"
  journal,   // Nov 29 20:50:25 host program[pid]: text
  none
};
std::string_view name_of(LineForm form);
inline constexpr int kLineForms = 7;

struct LineStart {
  LineForm form = LineForm::none;
  std::optional<WallTime> at;  // a journal's has no year, so it has none
  std::string_view text;       // what follows; the whole line if it has no known form
  std::string_view container{};// that docker compose names
  std::string_view program{};  // that the journal names
  bool level = false;          // "[INF] - " and the like stands before the text
  bool collected = false;      // a collector's time stands before the line's own
};

/// `line` may have what collects lines before it: line_prefix.hpp, or the time of `docker logs -t`.
LineStart line_start(std::string_view line);

/// "2026-11-29T20:50:25.123456789Z" or with a zone, or a blank for the T, taken from the front of
/// `text`. Nothing where there is none.
struct Stamp {
  WallTime at{};
  bool letter_t = false, fraction = false, zone = false;
};
std::optional<Stamp> take_stamp(std::string_view& text);

/// "18:46:19"
bool begins_with_clock(std::string_view text);

}  // namespace edge::probe
