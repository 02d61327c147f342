#include "probe/logs/line_form.hpp"

#include <algorithm>
#include <array>

namespace edge::probe {
namespace {

using std::chrono::seconds;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Two digits, or -1.
int two(std::string_view text, std::size_t at) {
  const char a = text[at], b = text[at + 1];
  return is_digit(a) && is_digit(b) ? (a - '0') * 10 + (b - '0') : -1;
}

/// "18:46:19"
std::optional<seconds> clock(std::string_view text) {
  if (text.size() < 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const int hour = two(text, 0), minute = two(text, 3), second = two(text, 6);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
    return std::nullopt;
  }
  return std::chrono::hours{hour} + std::chrono::minutes{minute} + seconds{second};
}

/// ".123" of the front of `text`; digits beyond nanoseconds are passed over.
Duration take_fraction(std::string_view& text, bool& there) {
  if (text.size() < 2 || text[0] != '.' || !is_digit(text[1])) return {};
  there = true;
  std::int64_t value = 0;
  std::size_t digits = 0;
  text.remove_prefix(1);
  for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
    if (digits == 9) continue;
    value = value * 10 + (text.front() - '0');
    ++digits;
  }
  for (; digits < 9; ++digits) value *= 10;
  return Duration{value};
}

/// "Z", "+02:00", " +02:00": what is to be taken off the time; the front of `text` goes with it.
Duration take_zone(std::string_view& text, bool& there) {
  if (text.starts_with('Z')) {
    there = true;
    text.remove_prefix(1);
    return {};
  }
  const std::size_t at = text.starts_with(' ') ? 1 : 0;
  if (text.size() < at + 6 || text[at + 3] != ':') return {};
  if (text[at] != '+' && text[at] != '-') return {};
  const int hours = two(text, at + 1), minutes = two(text, at + 4);
  if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) return {};
  there = true;
  const Duration offset = std::chrono::hours{hours} + std::chrono::minutes{minutes};
  const bool behind = text[at] == '-';
  text.remove_prefix(at + 6);
  return behind ? -offset : offset;
}

/// "<6>" and a blank behind it.
bool take_severity(std::string_view& text) {
  if (text.size() < 4 || text[0] != '<' || text[1] < '0' || text[1] > '7' || text[2] != '>') {
    return false;
  }
  text.remove_prefix(text[3] == ' ' ? 4 : 3);
  return true;
}

/// "edgeAgent-1  | ", as docker compose names each line's container.
void skip_compose_name(std::string_view& text) {
  constexpr std::size_t kLongestName = 64;
  const auto bar = text.substr(0, kLongestName).find(" | ");
  if (bar == text.npos || bar == 0) return;
  const auto name = text.substr(0, text.find(' '));
  const auto padding = text.substr(name.size(), bar - name.size());
  const bool padded = padding.find_first_not_of(' ') == padding.npos;
  if (padded && name.find_first_of("<[(:") == name.npos) text.remove_prefix(bar + 3);
}

/// "Nov 29 20:50:25 host program[pid]: "
bool take_journal(std::string_view& text) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() < 20 || text[3] != ' ' || text[6] != ' ' || text[15] != ' ') return false;
  if (std::ranges::find(kMonths, text.substr(0, 3)) == kMonths.end()) return false;
  if (!clock(text.substr(7))) return false;
  const auto colon = text.find(": ", 16);
  if (colon == text.npos || colon > 200) return false;
  text.remove_prefix(colon + 2);
  return true;
}

/// What follows a level: "[INF] - ", or "[INF] [Source] - ".
std::string_view behind_level(std::string_view text) {
  constexpr std::size_t kLongestLevel = 120;
  while (text.starts_with(' ')) text.remove_prefix(1);
  if (!text.starts_with('[')) return text;
  const auto dash = text.substr(0, kLongestLevel).find("] - ");
  return dash == text.npos ? text : text.substr(dash + 4);
}

/// `time="..." level=... msg=...`
std::optional<LineStart> engine_start(std::string_view line) {
  constexpr std::string_view kTime = "time=\"", kMessage = "msg=";
  if (!line.starts_with(kTime)) return std::nullopt;
  std::string_view rest = line.substr(kTime.size());
  const auto stamp = take_stamp(rest);
  if (!stamp) return std::nullopt;
  const auto message = rest.find(kMessage);
  const auto text = message == rest.npos ? rest : rest.substr(message + kMessage.size());
  return LineStart{LineForm::engine, stamp->at, text};
}

LineForm form_of(const Stamp& stamp, bool severity) {
  if (stamp.letter_t) return LineForm::daemon;
  if (severity) return LineForm::severity;
  return stamp.zone && stamp.fraction ? LineForm::zoned : LineForm::plain;
}

}  // namespace

std::string_view name_of(LineForm form) {
  switch (form) {
    case LineForm::plain: return "plain";
    case LineForm::zoned: return "zoned";
    case LineForm::severity: return "severity";
    case LineForm::daemon: return "daemon";
    case LineForm::engine: return "engine";
    case LineForm::journal: return "journal";
    case LineForm::none: return "none";
  }
  return "";
}

std::optional<Stamp> take_stamp(std::string_view& text) {
  // Most lines of an exception fail at the first look.
  if (text.size() < 19 || !is_digit(text[0]) || text[4] != '-' || text[7] != '-') {
    return std::nullopt;
  }
  const bool letter_t = text[10] == 'T';
  if (!letter_t && text[10] != ' ') return std::nullopt;
  const int century = two(text, 0), years = two(text, 2), month = two(text, 5), day = two(text, 8);
  const auto time = clock(text.substr(11));
  if (century < 0 || years < 0 || month < 0 || day < 0 || !time) return std::nullopt;
  const int year = century * 100 + years;
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  // Years that 64-bit nanoseconds can hold.
  if (!date.ok() || year < 1700 || year > 2250) return std::nullopt;
  text.remove_prefix(19);
  Stamp stamp{.letter_t = letter_t};
  stamp.at = WallTime{std::chrono::sys_days{date}} + *time + take_fraction(text, stamp.fraction);
  stamp.at -= take_zone(text, stamp.zone);
  return stamp;
}

LineStart line_start(std::string_view line) {
  std::string_view rest = line;
  skip_compose_name(rest);
  const bool of_journal = take_journal(rest);
  if (const auto engine = engine_start(rest)) return *engine;
  bool severity = take_severity(rest);
  const auto stamp = take_stamp(rest);
  if (!stamp) return {of_journal ? LineForm::journal : LineForm::none, {}, rest};
  // The time of `docker logs -t`, before the line's own.
  if (stamp->letter_t && rest.starts_with(' ')) {
    std::string_view own = rest.substr(1);
    const bool own_severity = take_severity(own);
    if (const auto second = take_stamp(own)) {
      return {form_of(*second, own_severity), second->at, behind_level(own)};
    }
  }
  return {form_of(*stamp, severity), stamp->at, behind_level(rest)};
}

}  // namespace edge::probe
