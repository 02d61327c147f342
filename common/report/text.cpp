#include "common/report/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "common/base/colour.hpp"
#include "common/base/escape.hpp"
#include "common/report/describe.hpp"
#include "common/report/layout.hpp"
#include "common/report/timestamp.hpp"

namespace edge {
namespace {

constexpr std::string_view kStageColumns = "{:>3}  {:>9}  {:<7}  {:<9}  ";
constexpr std::string_view kResultColumns = "{:<9}{:>9}";
constexpr std::size_t kSeenColumn = 56;    // of the stage table
constexpr std::size_t kWordsColumn = 14;   // of a verdict and the summary
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

bool is_stage(const Evidence& evidence) {
  return !evidence.transport.empty() && evidence.stage != PathDetail::kind;
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

std::string stage_row(const Evidence& evidence, const TextOptions& options) {
  const bool ran = evidence.outcome != Outcome::skipped;
  const std::string head = fmt::format(kStageColumns, evidence.number, since_start(evidence.begin),
                                       shown(evidence.transport), shown(evidence.stage));
  const std::string_view result = result_text(evidence.outcome);
  const std::string tail = fmt::format(
      kResultColumns, result, ran ? human_duration(evidence.end - evidence.begin) : "");
  std::string row = fmt::format("{:<{}}", head + tail, kSeenColumn);
  row += wrapped(describe(evidence), kSeenColumn, options.width);
  row.erase(row.find_last_not_of(' ') + 1);
  const auto colour = colour_of(evidence.outcome);
  if (options.colours && colour) {  // last: it takes no columns
    row.replace(head.size(), result.size(), painted(result, *colour));
  }
  return row + "\n";
}

std::string stage_table(const Report& report, const TextOptions& options) {
  std::string text = fmt::format(kStageColumns, "#", "at", "via", "stage") +
                     fmt::format(kResultColumns, "result", "took") + "  what was seen\n";
  std::string_view via;
  for (const Evidence& evidence : report.evidence) {
    if (!is_stage(evidence)) continue;
    if (!via.empty() && via != evidence.transport) text += '\n';
    via = evidence.transport;
    text += stage_row(evidence, options);
  }
  return text;
}

std::string beside_label(const Evidence& evidence) {
  const auto* path = detail_of<PathDetail>(evidence);
  if (!path) return evidence.stage + ":";
  if (path->subject == "control") return "path to control " + to_string(path->target) + ":";
  return fmt::format("path to {}:", path->target.port);
}

std::string beside_the_attempts(const Report& report, std::size_t width) {
  std::string text;
  for (const Evidence& evidence : report.evidence) {
    if (is_stage(evidence)) continue;
    const std::string words = beside_label(evidence) + " " + describe(evidence);
    text += fmt::format("{:>3}  {}\n", evidence.number, wrapped(words, 5, width));
  }
  return text.empty() ? text : "\nBeside the attempts\n" + text;
}

std::string block(std::string_view label, const std::string& words, std::size_t width) {
  if (words.empty()) return {};
  return fmt::format("  {:<{}}{}\n", label, kWordsColumn - 2,
                     wrapped(words, kWordsColumn, width));
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

std::string verdict_block(const Verdict& verdict, bool first, const TextOptions& options) {
  const std::size_t width = options.width;
  std::string heading(first ? "VERDICT" : "ALSO");
  const std::string code =
      options.colours ? painted(verdict.code, colour_of(verdict.severity)) : verdict.code;
  std::string text = fmt::format("\n{:<{}}{}  ({}, {}{}{})\n", heading, kWordsColumn, code,
                                 name_of(verdict.severity), name_of(verdict.confidence),
                                 verdict.transport.empty() ? "" : ", via " + verdict.transport,
                                 verdict.provisional ? ", provisional" : "");
  text += block("Cause", verdict.cause, width);
  text += block("Evidence", evidence_text(verdict), width);
  text += block("Fix", verdict.fix, width);
  text += block("To be sure", verdict.separate_by, width);
  text += block("Hidden", hidden_text(verdict), width);
  if (!verdict.guide.empty()) {
    text += block("Guide", fmt::format("\"{}\" {}", verdict.guide, kGuide), width);
  }
  return text;
}

std::string with_spaces(std::string text) {
  for (char& c : text) c = c == '-' ? ' ' : c;
  return text;
}

/// What the agent would have done by then. That it is connected may be said of the link only.
std::string agent_end_text(const Report& report) {
  const std::string after = human_duration(report.agent_exit);
  if (!agent_succeeds(report)) return "the agent would give up after " + after;
  if (std::ranges::none_of(report.attempts, &AttemptReport::connected)) {
    return "the agent would get on, as far as it was asked, after " + after;
  }
  return "the agent would be connected after " + after;
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
  const std::string diagnosed = human_duration(report.ended);
  if (report.ended > report.agent_exit && diagnosed != human_duration(report.agent_exit)) {
    end += ", the diagnosis took until " + diagnosed;
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

std::string log_line_text(const LogLine& line) {
  return fmt::format("{} [{}] - {}", log_time_text(line.at), shown(line.level), shown(line.text));
}

std::string report_text(const Report& report, const TextOptions& options) {
  std::string text;
  if (options.log) {
    for (const LogLine& line : report.log) text += log_line_text(line) + "\n";
  }
  text += fmt::format("\nedgeprobe {}, profile {}: {} from here\n\n", shown(report.program_version),
                      shown(report.profile), shown(report.host));
  text += stage_table(report, options);
  text += beside_the_attempts(report, options.width);
  bool first = true;
  for (const Verdict& verdict : report.verdicts) {
    text += verdict_block(verdict, std::exchange(first, false), options);
  }
  return text + summary(report, options.width);
}

}  // namespace edge
