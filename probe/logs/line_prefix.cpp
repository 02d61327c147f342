#include "probe/logs/line_prefix.hpp"

#include <algorithm>
#include <array>

#include "probe/logs/line_form.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kLongestProgram = 200;  // with the host's name before it

/// "aziot-edged" of "host aziot-edged[812]".
std::string_view program_of(std::string_view words) {
  const auto begin = words.find(' ');
  if (begin == words.npos) return {};
  const auto program = words.substr(begin + 1);
  return program.substr(0, program.find('['));
}

}  // namespace

std::string_view take_container(std::string_view& text) {
  constexpr std::size_t kLongestName = 64;
  const auto bar = text.substr(0, kLongestName).find(" | ");
  if (bar == text.npos || bar == 0) return {};
  const auto name = text.substr(0, text.find(' '));
  const auto padding = text.substr(name.size(), bar - name.size());
  const bool padded = padding.find_first_not_of(' ') == padding.npos;
  if (!padded || name.find_first_of("<[(:") != name.npos) return {};
  text.remove_prefix(bar + 3);
  return name;
}

std::optional<std::string_view> take_journal(std::string_view& text) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() < 20 || text[3] != ' ' || text[6] != ' ' || text[15] != ' ') return std::nullopt;
  if (std::ranges::find(kMonths, text.substr(0, 3)) == kMonths.end()) return std::nullopt;
  if (!begins_with_clock(text.substr(7))) return std::nullopt;
  const auto colon = text.find(": ", 16);
  if (colon == text.npos || colon > kLongestProgram) return std::nullopt;
  const auto program = program_of(text.substr(16, colon - 16));
  text.remove_prefix(colon + 2);
  return program;
}

std::optional<std::string_view> take_journal_program(std::string_view& text) {
  const auto front = text.substr(0, kLongestProgram);
  const auto end = front.find("]: ");
  const auto pid = front.substr(0, end).rfind('[');
  if (end == front.npos || pid == front.npos || pid + 1 == end) return std::nullopt;
  const auto digits = front.substr(pid + 1, end - pid - 1);
  if (digits.find_first_not_of("0123456789") != digits.npos) return std::nullopt;
  const auto program = program_of(front.substr(0, pid));
  if (program.empty() || program.find(' ') != program.npos) return std::nullopt;
  text.remove_prefix(end + 3);
  return program;
}

bool take_stream(std::string_view& text) {
  for (const std::string_view stream :
       {"stdout F ", "stderr F ", "stdout P ", "stderr P ", "stdout F", "stderr F"}) {
    if (!text.starts_with(stream)) continue;
    text.remove_prefix(stream.size());
    return true;
  }
  return false;
}

}  // namespace edge::probe
