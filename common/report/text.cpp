#include "common/report/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "common/base/colour.hpp"
#include "common/base/escape.hpp"
#include "common/report/describe.hpp"
#include "common/report/end_text.hpp"
#include "common/report/layout.hpp"
#include "common/report/timestamp.hpp"
#include "common/report/tries_text.hpp"

namespace edge {
namespace {

constexpr std::string_view kStageColumns = "{:>3}  {:>9}  {:<7}  {:<9}  ";
constexpr std::string_view kResultColumns = "{:<9}{:>9}";
constexpr std::size_t kSeenColumn = 56;    // of the stage table
constexpr std::size_t kNumberColumn = 5;   // behind the number of a piece of evidence
constexpr Duration kWorthTelling = std::chrono::milliseconds{100};
constexpr std::string_view kGuide =
    "in Microsoft's \"Solutions to common issues for Azure IoT Edge\"";

/// A recorded report may hold what a terminal would obey.
std::string shown(std::string_view text) { return printable(text, text.size()); }

std::string_view result_text(Outcome outcome) {
  switch (outcome) {
    case Outcome::ok: return "ok";
    case Outcome::failed: return "FAILED";
    case Outcome::timed_out: return "TIMED OUT";
    case Outcome::cancelled: return "cancelled";
    case Outcome::skipped: return "not run";
  }
  return "";
}

std::string since_start(Duration at) {
  return fmt::format("{:.3f} s", std::chrono::duration<double>(at).count());
}

std::optional<Colour> colour_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::ok: return Colour::green;
    case Outcome::failed:
    case Outcome::timed_out: return Colour::red;
    case Outcome::cancelled:
    case Outcome::skipped: return std::nullopt;
  }
  return std::nullopt;
}

Colour colour_of(Severity severity) {
  switch (severity) {
    case Severity::info: return Colour::green;
    case Severity::warning: return Colour::yellow;
    case Severity::error: return Colour::red;
  }
  return Colour::red;
}

std::string without_final_spaces(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::string stage_row(const Evidence& evidence, const TextOptions& options) {
  const bool ran = evidence.outcome != Outcome::skipped;
  const std::string head = fmt::format(kStageColumns, evidence.number, since_start(evidence.begin),
                                       shown(evidence.transport), shown(evidence.stage));
  const std::string_view result = result_text(evidence.outcome);
  const std::string tail = fmt::format(
      kResultColumns, result, ran ? human_duration(evidence.end - evidence.begin) : "");
  const std::string seen = describe(evidence);
  std::string row = without_final_spaces(head + tail);
  if (longest_word(seen) > options.width - kSeenColumn) {  // an address stays in one piece
    row += "\n" + std::string(kNumberColumn, ' ') + wrapped(seen, kNumberColumn, options.width);
  } else if (!seen.empty()) {
    row = fmt::format("{:<{}}", row, kSeenColumn) + wrapped(seen, kSeenColumn, options.width);
  }
  const auto colour = colour_of(evidence.outcome);
  if (options.colours && colour) {  // last: it takes no columns
    row.replace(head.size(), result.size(), painted(result, *colour));
  }
  return row + "\n";
}

std::string table_head() {
  return fmt::format(kStageColumns, "#", "at", "via", "stage") +
         fmt::format(kResultColumns, "result", "took") + "  what was seen\n";
}

std::string stage_table(const Report& report, const TextOptions& options) {
  std::string text = table_head();
  std::string_view via;
  for (const ShownPart& part : shown_parts(report)) {
    if (!via.empty() && via != part.transport) text += '\n';
    via = part.transport;
    for (const Evidence* seen : part.stages) text += stage_row(*seen, options);
    if (part.tries.empty()) continue;
    text += fmt::format("{:{}}{}\n", "", kNumberColumn,
                        wrapped(part.tries, kNumberColumn, options.width));
  }
  return text;
}

std::string beside_label(const Evidence& evidence) {
  const auto* path = detail_of<PathDetail>(evidence);
  const bool second = detail_of<HelloDetail>(evidence) || detail_of<QueryDetail>(evidence);
  if (second) return "second look:";
  if (!path) return evidence.stage + ":";
  return "path to " + subject_words(*path) + ":";
}

std::string beside_row(const Evidence& evidence, std::size_t width) {
  const std::string words = beside_label(evidence) + " " + describe(evidence);
  return fmt::format("{:>3}  {}\n", evidence.number, wrapped(words, kNumberColumn, width));
}

/// Where the run was made: it comes first, as its number does.
std::string place(const Report& report, std::size_t width) {
  std::string text;
  for (const Evidence& evidence : report.evidence) {
    if (detail_of<HostDetail>(evidence)) text += beside_row(evidence, width);
  }
  return text.empty() ? text : text + "\n";
}

std::string beside_the_attempts(const Report& report, std::size_t width) {
  std::string text;
  for (const Evidence& evidence : report.evidence) {
    if (is_stage(evidence) || detail_of<HostDetail>(evidence)) continue;
    text += beside_row(evidence, width);
  }
  return text.empty() ? text : "\nBeside the attempts\n" + text;
}

std::string block(std::string_view label, const std::string& words, std::size_t width) {
  return labelled_block("  " + std::string(label), words, width);
}

std::string evidence_text(const Verdict& verdict) {
  return verdict.evidence.empty() ? std::string{}
                                  : fmt::format("{}", fmt::join(verdict.evidence, ", "));
}

/// The stage is the last one whose answer is known; what would have followed is not.
std::string hidden_text(const Verdict& verdict) {
  if (verdict.masks.empty()) return {};
  return fmt::format("whatever comes after {}{}: it could not be looked at", verdict.stage,
                     verdict.transport.empty() ? "" : " on " + verdict.transport);
}

std::string with_spaces(std::string text) {
  for (char& c : text) c = c == '-' ? ' ' : c;
  return text;
}

/// What became of the ways whose ports were asked for.
std::string asked_for_text(const Report& report) {
  if (!agent_succeeds(report) || asked_for_reached(report)) return {};
  std::string text;
  for (const Target& target : report.targets) {
    if (target.asked_for) text += fmt::format(", not by port {} that was asked for", target.port);
  }
  return text;
}

std::string end_text(const Report& report) {
  const std::string asked = report.until.empty() ? "everything" : report.until;
  const std::string reached = report.reached.empty() ? "passed no stage"
                                                     : "got as far as " + report.reached;
  std::string end = fmt::format("{} (asked for: {})", reached, asked);
  if (report.interrupted) {
    if (report.verdicts.empty()) end += ", before a verdict";
    return fmt::format("interrupted after {}: {}; exit code {}", human_duration(report.ended), end,
                       report.exit_code);
  }
  end += fmt::format("; {}{}", agent_end_text(report), asked_for_text(report));
  if (report.ended >= report.agent_exit + kWorthTelling) {
    end += fmt::format(", {} {}", was_held(report) ? "the connection was kept until"
                                                   : "the diagnosis took until",
                       human_duration(report.ended));
  }
  return end + fmt::format("; exit code {}", report.exit_code);
}

/// Nothing where the host's side was not looked at.
std::string host_text(const Report& report) {
  if (!report.host_verdict) return {};
  return fmt::format("{:<{}}{}\n", "Host verdict", kWordsColumn, shown(*report.host_verdict));
}

std::string summary(const Report& report, std::size_t width) {
  std::string identity = with_spaces(report.identity);
  if (!report.identity_note.empty()) identity += ": " + report.identity_note;
  return "\n" + fmt::format("{:<{}}{}\n", "Identity", kWordsColumn,
                            wrapped(identity, kWordsColumn, width)) +
         host_text(report) +
         fmt::format("{:<{}}{}\n", "End", kWordsColumn,
                     wrapped(end_text(report), kWordsColumn, width));
}

}  // namespace

std::string verdict_text(const Verdict& verdict, bool first, const TextOptions& options) {
  const std::size_t width = options.width;
  std::string heading(first ? "VERDICT" : "ALSO");
  const std::string code =
      options.colours ? painted(verdict.code, colour_of(verdict.severity)) : verdict.code;
  std::string text = fmt::format("\n{:<{}}{}  ({}, {}{}{})\n", heading, kWordsColumn, code,
                                 name_of(verdict.severity), name_of(verdict.confidence),
                                 verdict.transport.empty() ? "" : ", via " + verdict.transport,
                                 verdict.provisional ? ", provisional" : "");
  text += block("Cause", verdict.cause, width);
  text += block("Fix", verdict.fix, width);
  text += block("Evidence", evidence_text(verdict), width);
  text += block("To be sure", verdict.separate_by, width);
  text += block("Hidden", hidden_text(verdict), width);
  if (!verdict.guide.empty()) {
    text += block("Guide", fmt::format("\"{}\" {}", verdict.guide, kGuide), width);
  }
  return text;
}

std::string log_line_text(const LogLine& line) {
  const std::string time =
      line.severity ? fmt::format("<{}> {} +00:00", *line.severity, log_time_text(line.at, true))
                    : log_time_text(line.at) + "Z";
  std::string text = fmt::format("{} [{}] - {}", time, shown(line.level), shown(line.text));
  for (const auto& exception : line.exceptions) text += "\n ---> " + shown(exception);
  return text;
}

std::string report_text(const Report& report, const TextOptions& options) {
  std::string text;
  if (options.log) {
    for (const LogLine& line : report.log) text += log_line_text(line) + "\n";
  }
  const auto reason = report.profile_reason.empty() ? "" : " (" + report.profile_reason + ")";
  const auto head = fmt::format("edgeprobe {}, profile {}{}: {} from {}",
                                shown(report.program_version), shown(report.profile),
                                shown(reason), shown(report.host),
                                report.vantage.empty() ? "here" : shown(report.vantage));
  text += "\n" + wrapped(head, 0, options.width) + "\n\n";
  text += place(report, options.width);
  text += stage_table(report, options);
  text += beside_the_attempts(report, options.width);
  bool first = true;
  for (const Verdict& verdict : report.verdicts) {
    text += verdict_text(verdict, std::exchange(first, false), options);
  }
  return text + summary(report, options.width);
}

}  // namespace edge
