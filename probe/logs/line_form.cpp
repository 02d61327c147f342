#include "probe/logs/line_form.hpp"

#include "probe/logs/line_prefix.hpp"

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

/// "Z", "+02:00", " +02:00", "+0200": what is to be taken off the time; the front of `text` goes
/// with it.
Duration take_zone(std::string_view& text, bool& there) {
  if (text.starts_with('Z')) {
    there = true;
    text.remove_prefix(1);
    return {};
  }
  const std::size_t at = text.starts_with(' ') ? 1 : 0;
  if (text.size() < at + 6 || (text[at] != '+' && text[at] != '-')) return {};
  const std::size_t colon = text[at + 3] == ':' ? 1 : 0;
  const int hours = two(text, at + 1), minutes = two(text, at + 3 + colon);
  if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) return {};
  there = true;
  const Duration offset = std::chrono::hours{hours} + std::chrono::minutes{minutes};
  const bool behind = text[at] == '-';
  text.remove_prefix(at + 5 + colon);
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

/// What follows a level: "[INF] - ", or "[INF] [Source] - ".
void take_level(std::string_view text, LineStart& start) {
  constexpr std::size_t kLongestLevel = 120;
  while (text.starts_with(' ')) text.remove_prefix(1);
  const auto dash = text.starts_with('[') ? text.substr(0, kLongestLevel).find("] - ") : text.npos;
  start.level = dash != text.npos;
  start.text = start.level ? text.substr(dash + 4) : text;
}

/// `time="..." level=... msg=...`
bool take_engine(std::string_view line, LineStart& start) {
  constexpr std::string_view kTime = "time=\"", kMessage = "msg=";
  if (!line.starts_with(kTime)) return false;
  std::string_view rest = line.substr(kTime.size());
  const auto stamp = take_stamp(rest);
  if (!stamp) return false;
  const auto message = rest.find(kMessage);
  start.form = LineForm::engine;
  start.at = stamp->at;
  start.text = message == rest.npos ? rest : rest.substr(message + kMessage.size());
  return true;
}

LineForm form_of(const Stamp& stamp, bool severity) {
  if (stamp.letter_t) return LineForm::daemon;
  if (severity) return LineForm::severity;
  return stamp.zone && stamp.fraction ? LineForm::zoned : LineForm::plain;
}

/// The time of the program that wrote `rest`, and its level.
void take_own(std::string_view rest, LineStart& start) {
  if (take_engine(rest, start)) return;
  const bool severity = take_severity(rest);
  start.text = rest;
  const auto stamp = take_stamp(rest);
  if (!stamp) return;
  start.form = form_of(*stamp, severity);
  start.at = stamp->at;
  take_level(rest, start);
}

/// Behind the time of `docker logs -t`, of a Kubernetes node's files, or of a journal in ISO form:
/// false where `text` does not look like either.
bool take_collected(std::string_view text, const Stamp& stamp, LineStart& start) {
  if (!text.starts_with(' ')) return false;
  LineStart own{.container = start.container, .collected = true};
  text.remove_prefix(1);
  const bool stream = take_stream(text);
  const auto program = take_journal_program(text);
  if (program) own.program = *program;
  take_own(text, own);
  if (own.form == LineForm::none) {
    if (!stream && !program) return false;
    own.form = program ? LineForm::journal : LineForm::none;
    own.at = stamp.at;
  }
  start = own;
  return true;
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

bool begins_with_clock(std::string_view text) { return clock(text).has_value(); }

LineStart line_start(std::string_view line) {
  LineStart start;
  std::string_view rest = line;
  start.container = take_container(rest);
  if (const auto program = take_journal(rest)) {
    start.form = LineForm::journal;
    start.program = *program;
  }
  if (rest.size() > 10 && rest[10] == 'T') {
    std::string_view behind = rest;
    const auto first = take_stamp(behind);
    if (first && take_collected(behind, *first, start)) return start;
  }
  take_own(rest, start);
  return start;
}

}  // namespace edge::probe
