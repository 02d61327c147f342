#include "common/report/timestamp.hpp"

#include <fmt/format.h>

#include "common/base/whole_number.hpp"

namespace edge {
namespace {

using std::chrono::floor;
using std::chrono::seconds;

struct Civil {
  std::chrono::year_month_day date;
  std::chrono::hh_mm_ss<seconds> time;
};

Civil civil(WallTime time) {
  const auto day = floor<std::chrono::days>(time);
  return {day, std::chrono::hh_mm_ss<seconds>{floor<seconds>(time - day)}};
}

/// Writes `value` in `digits` digits, then `after`. By hand: a hub writes a time for each message.
char* put(char* at, std::int64_t value, int digits, char after) {
  for (int digit = digits - 1; digit >= 0; --digit, value /= 10) {
    at[digit] = static_cast<char>('0' + value % 10);
  }
  at[digits] = after;
  return at + digits + 1;
}

/// "2017-11-28T18:46:19" and, after it, `after`. Gives the end.
char* put_time(char* at, WallTime time, char separator, char after) {
  const Civil c = civil(time);
  at = put(at, static_cast<int>(c.date.year()), 4, '-');
  at = put(at, static_cast<unsigned>(c.date.month()), 2, '-');
  at = put(at, static_cast<unsigned>(c.date.day()), 2, separator);
  at = put(at, c.time.hours().count(), 2, ':');
  at = put(at, c.time.minutes().count(), 2, ':');
  return put(at, c.time.seconds().count(), 2, after);
}

constexpr std::size_t kLongest = 32;

/// Takes exactly `digits` digits, then `after`, from the front of `text`.
std::optional<int> take(std::string_view& text, std::size_t digits, char after) {
  if (text.size() <= digits || text[digits] != after) return std::nullopt;
  const auto value = whole_number<int>(text.substr(0, digits));
  if (!value || *value < 0) return std::nullopt;
  text.remove_prefix(digits + 1);
  return value;
}

/// ".25Z" or "Z" after the seconds, which end in either: the rest of the text, as nanoseconds.
std::optional<Duration> parse_fraction(std::string_view text) {
  if (text.size() < 2 || text.size() > 10 || text.back() != 'Z') return std::nullopt;
  text.remove_suffix(1);
  const auto value = whole_number<std::int64_t>(text);
  if (!value || *value < 0) return std::nullopt;
  std::int64_t nanoseconds = *value;
  for (std::size_t i = text.size(); i < 9; ++i) nanoseconds *= 10;
  return Duration{nanoseconds};
}

}  // namespace

std::string iso_text(WallTime time) {
  char text[kLongest];
  const auto fraction = (time - floor<seconds>(time)).count();
  char* end = put_time(text, time, 'T', fraction == 0 ? 'Z' : '.');
  if (fraction != 0) {
    end = put(end, fraction, 9, '0');
    while (end[-1] == '0') --end;
    *end++ = 'Z';
  }
  return {text, end};
}

std::string log_time_text(WallTime time, bool milliseconds) {
  char text[kLongest];
  std::string seconds(text, put_time(text, time, ' ', '\0') - 1);
  if (!milliseconds) return seconds;
  const auto whole = std::chrono::floor<std::chrono::seconds>(time);
  const auto rest = std::chrono::floor<std::chrono::milliseconds>(time - whole).count();
  return seconds + fmt::format(".{:03}", rest);
}

std::optional<WallTime> parse_iso(std::string_view text) {
  const auto year = take(text, 4, '-');
  const auto month = year ? take(text, 2, '-') : std::nullopt;
  const auto day = month ? take(text, 2, 'T') : std::nullopt;
  const auto hour = day ? take(text, 2, ':') : std::nullopt;
  const auto minute = hour ? take(text, 2, ':') : std::nullopt;
  if (!minute) return std::nullopt;
  std::string_view rest = text;
  Duration fraction{};
  auto second = take(rest, 2, '.');
  if (second) {
    const auto parsed = parse_fraction(rest);
    if (!parsed) return std::nullopt;
    fraction = *parsed;
  } else {
    second = take(text, 2, 'Z');
    if (!second || !text.empty()) return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  // Years that 64-bit nanoseconds can hold.
  if (!date.ok() || *year < 1700 || *year > 2250) return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return WallTime{std::chrono::sys_days{date}} + std::chrono::hours{*hour} +
         std::chrono::minutes{*minute} + seconds{*second} + fraction;
}

}  // namespace edge
