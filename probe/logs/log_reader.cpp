#include "probe/logs/log_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/base/utf8.hpp"
#include "probe/logs/engine_line.hpp"
#include "probe/logs/quote.hpp"

namespace edge::probe {
namespace {

/// Whose text a pattern of the search is.
struct Pattern {
  std::string_view text;
  std::size_t row;
};

struct KnownTexts {
  std::vector<Pattern> patterns;
  PatternSearch search;
};

const KnownTexts& known_texts() {
  static const KnownTexts known = [] {
    std::vector<Pattern> patterns;
    std::vector<std::string_view> texts;
    for (std::size_t row = 0; row < signature_rows().size(); ++row) {
      for (const auto text : signature_rows()[row].any) {
        if (text.empty()) continue;
        patterns.push_back({text, row});
        texts.push_back(text);
      }
    }
    return KnownTexts{std::move(patterns), PatternSearch(std::move(texts))};
  }();
  return known;
}

/// ASCII without NUL, as nearly all lines are: eight bytes at a time.
bool is_ascii(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101, kHighBits = 0x8080808080808080;
  std::uint64_t seen = 0;
  for (; text.size() >= sizeof(seen); text.remove_prefix(sizeof(seen))) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data(), sizeof(bytes));
    seen |= bytes | (bytes - kOnes);  // a byte that is 0 borrows, and gets the high bit
  }
  return (seen & kHighBits) == 0 && std::ranges::all_of(text, [](unsigned char c) {
    return c > 0 && c < 0x80;  // a char has no sign on arm64
  });
}

/// Bytes of a log's text. A NUL is none; escape sequences are, and are counted by themselves.
bool is_text(std::string_view line) {
  return is_ascii(line) || (line.find('\0') == line.npos && is_utf8(line));
}

/// ECMA-48: a control sequence ends in a byte from '@' to '~', an operating system command in BEL
/// or ESC; of other escapes one byte follows.
std::size_t escape_size(std::string_view text) {
  if (text.size() < 2) return text.size();
  const auto up_to = [&](std::size_t at, auto ends) {
    while (at < text.size() && !ends(text[at])) ++at;
    return std::min(at + 1, text.size());
  };
  if (text[1] == '[') return up_to(2, [](char c) { return c >= '@' && c <= '~'; });
  if (text[1] == ']') return up_to(2, [](char c) { return c == '\a' || c == '\x1b'; });
  return 2;
}

constexpr char kEscape = '\x1b';

}  // namespace

LogReader::LogReader(std::string name)
    : forms_(kLineForms),
      counts_(signature_rows().size()),
      looked_at_(signature_rows().size()),
      lines_([this](std::string_view line) { take_line(line); }) {
  file_.name = std::move(name);
}

void LogReader::add(std::string_view chunk) {
  if (file_.bytes == 0) refuse_packed(chunk);
  file_.bytes += chunk.size();
  try {
    lines_.add(chunk);
  } catch (const UsageError& error) {
    refuse(error.what());
  }
}

void LogReader::finish() {
  lines_.finish();
  timeline_.finish();
  file_.cut_lines = lines_.cut_lines();
  file_.ends_in_midst = lines_.ends_in_midst();
  file_.version = timeline_.version();
  file_.generation = timeline_.generation();
  for (int form = 0; form < kLineForms; ++form) {
    const auto lines = forms_[static_cast<std::size_t>(form)];
    if (lines > 0) file_.forms.push_back({static_cast<LineForm>(form), lines});
  }
  const bool known = std::ranges::any_of(counts_, [](const auto& one) { return one.times > 0; });
  if (file_.odd_lines > file_.lines / 2 && !known) {
    refuse(fmt::format("{} of its {} lines hold bytes that are no text: this is no log",
                       file_.odd_lines, file_.lines));
  }
}

void LogReader::take_line(std::string_view line) {
  ++file_.lines;
  if (!is_text(line)) ++file_.odd_lines;
  std::optional<WallTime> of_engine;
  line = without_engine(line, of_engine);
  line = without_escapes(line);
  const LineStart start = line_start(line);
  ++forms_[static_cast<std::size_t>(start.form)];
  take_time(start, of_engine);
  const auto& known = known_texts();
  known.search.each(line, [&](std::size_t pattern) {
    const auto row = known.patterns[pattern].row;
    if (std::exchange(looked_at_[row], file_.lines) == file_.lines) return;
    if (!fits(signature_rows()[row], line)) return;
    take_signature(row, line, line.find(known.patterns[pattern].text), start.form);
  });
}

std::string_view LogReader::without_engine(std::string_view line, std::optional<WallTime>& at) {
  if (!may_be_engine_line(line)) return line;
  const auto found = engine_line(line, unescaped_);
  if (!found) {
    ++file_.broken_lines;
    return line;
  }
  ++file_.engine_lines;
  at = found->at;
  return found->log;
}

std::string_view LogReader::without_escapes(std::string_view line) {
  auto escape = line.find(kEscape);
  if (escape == line.npos) return line;
  ++file_.coloured_lines;
  plain_.clear();
  while (escape != line.npos) {
    plain_ += line.substr(0, escape);
    line.remove_prefix(escape);
    line.remove_prefix(escape_size(line));
    escape = line.find(kEscape);
  }
  plain_ += line;
  return plain_;
}

void LogReader::take_time(const LineStart& start, const std::optional<WallTime>& of_engine) {
  const auto at = start.at ? start.at : of_engine;
  if (!at) return;
  if (now_ && *at < *now_) ++file_.backward;
  now_ = at;
  if (!file_.begun) file_.begun = at;
  file_.ended = at;
}

void LogReader::take_signature(std::size_t row, std::string_view line, std::size_t at,
                               LineForm form) {
  const SignatureRow& known = signature_rows()[row];
  SignatureCount& count = counts_[row];
  ++count.times;
  count.last_line = file_.lines;
  if (count.first_line == 0) {
    count.first_line = file_.lines;
    count.first = now_;
    count.quote = quote_of(line, at, known);
  }
  if (known.event == LogEvent::none) return;
  timeline_.add({.event = known.event, .edge_hub = known.component == Component::edge_hub,
                 .text = line.substr(at), .form = form, .line = file_.lines, .at = now_});
}

void LogReader::refuse_packed(std::string_view begin) const {
  using namespace std::string_view_literals;
  if (begin.starts_with("\x1f\x8b"sv)) {
    refuse("is compressed: write `gunzip -c FILE | edgeprobe logs -`");
  }
  if (begin.starts_with("PK\x03\x04"sv)) {
    refuse("is an archive (a support bundle?): unpack it and name the files in its folder logs");
  }
  if (begin.starts_with("\xff\xfe"sv) || begin.starts_with("\xfe\xff"sv)) {
    refuse("is UTF-16, as PowerShell's > writes it: write `... | Out-File -Encoding ascii FILE`");
  }
}

void LogReader::refuse(std::string_view why) const {
  throw UsageError(fmt::format("{}: {}", printable(file_.name), why));
}

}  // namespace edge::probe
