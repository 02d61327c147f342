#include "probe/logs/log_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "common/base/colour.hpp"
#include "common/base/escape.hpp"
#include "common/report/layout.hpp"
#include "common/report/timestamp.hpp"
#include "probe/logs/attempts_text.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kSignatureColumns = 16;  // of a line and a count
constexpr std::size_t kMostSignatures = 8;
constexpr std::size_t kWholeFindings = 2;      // the others get a line each

std::string size_text(std::uint64_t bytes) {
  if (bytes < 1000) return fmt::format("{} B", bytes);
  if (bytes < 1000 * 1000) return fmt::format("{:.1f} kB", static_cast<double>(bytes) / 1e3);
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

/// What could not be read as the rest, if anything.
std::string oddities(const LogFile& file) {
  std::string text;
  const auto add = [&text](std::uint64_t lines, std::string_view what) {
    if (lines > 0) text += fmt::format("; {} {}", lines, what);
  };
  add(file.engine_lines, "in the engine's JSON");
  add(file.broken_lines, "of the engine's JSON are not whole");
  add(file.cut_lines, "longer than 64 KiB, whose rest was passed over");
  add(file.odd_lines, "with bytes that are no text");
  add(file.coloured_lines, "with escape sequences, which were taken out");
  add(file.backward, "times lie before the one above: a clock was set, or logs were joined");
  if (file.ends_in_midst) text += "; the last line has no end";
  return text;
}

std::string forms_text(const LogFile& file) {
  std::string text;
  for (const FormCount& form : file.forms) {
    if (form.form == LineForm::none) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", form.lines, name_of(form.form));
  }
  return text.empty() ? "no line with a known time" : "times: " + text;
}

std::string file_text(const LogFile& file, std::size_t width) {
  std::string words = fmt::format("{} lines, {}", file.lines, size_text(file.bytes));
  if (file.begun && file.ended) {
    words += fmt::format(", {} to {}", iso_text(*file.begun), iso_text(*file.ended));
  }
  if (!file.generation.empty()) {
    words += fmt::format("; {}{}", generation_words(file.generation),
                         file.version.empty() ? "" : ", which says " + file.version);
  }
  words += fmt::format("; {}{}", forms_text(file), oddities(file));
  const std::string name = file.name == "-" ? "standard input" : file.name;
  return wrapped(fmt::format("{}: {}", printable(name), words), 2, width) + "\n";
}

Colour colour_of(const LogFinding& finding) {
  return finding.severity == Severity::error ? Colour::red : Colour::yellow;
}

std::string finding_text(const LogFinding& finding, bool first, const TextStyle& options) {
  const auto code = options.colours ? painted(finding.code, colour_of(finding)) : finding.code;
  std::string text = fmt::format("\n{:<{}}{}  ({}, {})\n", first ? "CAUSE" : "ALSO", kWordsColumn,
                                 code, name_of(finding.severity), name_of(finding.confidence));
  const auto width = options.width;
  text += labelled_block("  Cause", finding.cause, width);
  text += labelled_block("  Seen", finding.seen, width);
  text += labelled_block("  Fix", finding.fix, width);
  text += labelled_block("  Or", fmt::format("{}", fmt::join(finding.others, ", ")), width);
  return text + labelled_block("  To be sure", finding.separate_by, width);
}

std::string findings_text(const LogReport& report, const TextStyle& options) {
  std::string text;
  const auto whole = std::min(report.findings.size(), kWholeFindings);
  for (std::size_t i = 0; i < whole; ++i) {
    text += finding_text(report.findings[i], i == 0, options);
  }
  for (std::size_t i = whole; i < report.findings.size(); ++i) {
    const LogFinding& one = report.findings[i];
    const auto heading = fmt::format("{}  ({}, {}); {}", one.code, name_of(one.severity),
                                     name_of(one.confidence), one.seen);
    text += (i == whole ? "\n" : "") + labelled_block("ALSO", heading, options.width);
  }
  return text;
}

/// Nothing is wrong that is known: what that is worth.
std::string nothing_text(const LogReport& report) {
  if (report.signatures.empty()) {
    return "Nothing known was recognised in it: neither a failure nor an attempt to connect. That "
           "says nothing of the device: is it the log of the edge agent, the edge hub, a daemon or "
           "the container engine?";
  }
  if (report.connected > 0) {
    return "No known failure was recognised. The log says that a connection was made; not that it "
           "holds.";
  }
  return "No known failure was recognised, and no connection either: the log may end too early, or "
         "begin too late.";
}

std::string signatures_text(const LogReport& report, std::size_t width) {
  std::vector<const SeenSignature*> shown;
  for (const SeenSignature& one : report.signatures) {
    if (one.says != Says::progress) shown.push_back(&one);  // those are in the attempts
  }
  if (shown.empty()) return {};
  std::ranges::stable_sort(shown, {}, [](const SeenSignature* one) { return one->says; });
  std::string text = fmt::format("\n{:>8} {:>6} {}\n", "line", "times", "what is written there");
  for (std::size_t i = 0; i < std::min(shown.size(), kMostSignatures); ++i) {
    const SeenSignature& one = *shown[i];
    const auto where = report.files.size() > 1 ? fmt::format("{}:{}", one.file, one.line)
                                               : std::to_string(one.line);
    const auto words = fmt::format("{}: {}", one.name, one.means);
    text += fmt::format("{:>8} {:>6} {}\n", where, one.times,
                        wrapped(words, kSignatureColumns, width));
  }
  if (shown.size() > kMostSignatures) {
    text += fmt::format("{:>16}and {} more: -o json has them all\n", "",
                        shown.size() - kMostSignatures);
  }
  return text;
}

}  // namespace

std::string log_text(const LogReport& report, const TextStyle& options) {
  std::string text = fmt::format("edgeprobe {}: logs, from what they say alone\n",
                                 printable(report.program_version));
  for (const LogFile& file : report.files) text += file_text(file, options.width);
  text += findings_text(report, options);
  if (report.findings.empty()) {
    text += "\n" + wrapped(nothing_text(report), 0, options.width) + "\n";
  }
  text += attempts_text(report, options.width);
  return text + signatures_text(report, options.width);
}

}  // namespace edge::probe
