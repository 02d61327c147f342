#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <ranges>

#include "common/base/duration_text.hpp"
#include "common/report/json.hpp"
#include "common/report/layout.hpp"
#include "probe/profiles/transports.hpp"
#include "simulator/run_output/outputs.hpp"

namespace edge::sim {
namespace {

constexpr std::size_t kWidth = 100, kLabel = 6;  // columns
constexpr std::size_t kMostColumns = 85;         // of time, for what happens last
constexpr std::size_t kBetweenTicks = 10;

class Scale {
 public:
  explicit Scale(Duration last) : last_(last) {
    while (column(last) > kMostColumns) {  // 1, 2, 5, 10, 20, 50, ...
      const bool two = std::to_string(seconds_).front() == '2';
      seconds_ = two ? seconds_ / 2 * 5 : seconds_ * 2;
    }
  }

  std::size_t column(Duration at) const {
    return static_cast<std::size_t>(at / std::chrono::seconds{seconds_});
  }

  /// Numbers, and the ticks below them.
  std::string axis() const {
    const std::size_t ticks = std::max<std::size_t>(1, (column(last_) + kBetweenTicks - 1) /
                                                           kBetweenTicks);
    std::string numbers, line;
    for (std::size_t i = 0; i <= ticks; ++i) {
      const auto second = std::to_string(i * kBetweenTicks * static_cast<std::size_t>(seconds_));
      numbers += i < ticks ? fmt::format("{:<{}}", second, kBetweenTicks) : second;
      line += i < ticks ? fmt::format("{:-<{}}", "|", kBetweenTicks) : "|";
    }
    return fmt::format("{:<{}}{}\n{:<{}}{}\n", "s", kLabel, numbers, "", kLabel, line);
  }

 private:
  Duration last_;
  std::int64_t seconds_ = 1;  // of a column
};

/// One line of characters above the columns of time.
class Row {
 public:
  explicit Row(const Scale& scale) : scale_(scale) {}

  void mark(Duration at, char with) { put(scale_.column(at), with); }
  /// Up to the column of the end, which is what comes then. Leaves what is marked already.
  void fill(Duration from, Duration to, char with) {
    for (auto column = scale_.column(from); column < scale_.column(to); ++column) {
      if (column >= text_.size() || text_[column] == ' ') put(column, with);
    }
  }
  std::string labelled(std::string_view label) const {
    return fmt::format("{:<{}}{}\n", label, kLabel, text_);
  }

 private:
  void put(std::size_t column, char with) {
    if (text_.size() <= column) text_.resize(column + 1, ' ');
    text_[column] = with;
  }

  const Scale& scale_;
  std::string text_;
};

/// What the log's line is about: A for AMQP, W for its way by the web's port.
char letter_of(const AttemptReport& attempt) {
  return probe::transport_called(attempt.transport).web_port ? 'W' : 'A';
}

std::string label_of(const Report& report, const AttemptReport& attempt) {
  const auto target = std::ranges::find(report.targets, attempt.transport, &Target::transport);
  return target == report.targets.end() ? "" : std::to_string(target->port);
}

std::string drawn(const Report& report, const AttemptReport& attempt, const Scale& scale) {
  Row row(scale);
  const char letter = letter_of(attempt);
  const char again = static_cast<char>(letter - 'A' + 'a');
  for (const auto& one : std::views::reverse(attempt.tries)) {  // the first of a column is shown
    const char seen = one.number == 1 ? letter : again;
    row.mark(one.begin, waited_for(attempt, one) ? seen : ':');
  }
  for (const auto& one : attempt.tries) {
    if (waited_for(attempt, one)) row.fill(one.begin, std::min(one.end, attempt.end), '-');
    if (one.end > attempt.end) row.fill(std::max(one.begin, attempt.end), one.end, '.');
  }
  return row.labelled(label_of(report, attempt));
}

Duration begins_anew(const Report& report) {
  return report.agent_exit + report.agent_retry.value_or(Duration{});
}

std::string drawn_end(const Report& report, const Scale& scale) {
  Row row(scale);
  if (agent_succeeds(report)) row.mark(report.agent_exit, 'C');
  else if (report.agent_retry) row.mark(begins_anew(report), 'R');
  else row.mark(report.agent_exit, 'X');
  return row.labelled("end");
}

/// "0.1", "30": as exact as is of use beside a log.
std::string second_text(Duration at) {
  auto text = fmt::format("{:.1f}", std::chrono::duration<double>(at).count());
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

/// "9 tries, 18 connections: 0, 0.1, ...".
std::string words_of(const AttemptReport& attempt) {
  std::vector<std::string> seen, unseen;
  int before = 0;
  for (const auto& one : attempt.tries) {
    auto& begins = waited_for(attempt, one) ? seen : unseen;
    begins.push_back((one.number > before + 1 ? "..., " : "") + second_text(one.begin));
    before = one.number;
  }
  const auto connections = std::accumulate(
      attempt.tries.begin(), attempt.tries.end(), 0,
      [](int sum, const TryReport& one) { return sum + one.connections; });
  const int tries = tries_waited_for(attempt);
  auto text = fmt::format("{} {}", tries, tries == 1 ? "try" : "tries");
  if (connections > static_cast<int>(attempt.tries.size())) {
    text += fmt::format(", {} connections", connections);
  }
  text += fmt::format(": {}; {} {}", fmt::join(seen, ", "), attempt.stage,
                      name_of(attempt.outcome));
  if (!unseen.empty()) text += fmt::format("; unseen: {}", fmt::join(unseen, ", "));
  return text;
}

std::string words_on_end(const Report& report) {
  const auto at = duration_text(report.agent_exit);
  if (agent_succeeds(report)) return "connected at " + at;
  if (!report.agent_retry) {
    return fmt::format("the agent exits at {} with code {}", at, report.exit_code);
  }
  const auto wait = *report.agent_retry;
  return fmt::format("failed at {}, begins anew {}", at,
                     wait == Duration{} ? "at once" : "after " + duration_text(wait));
}

Duration last_of(const Report& report) {
  Duration last = begins_anew(report);
  for (const auto& attempt : report.attempts) {
    last = std::max(last, attempt.end);
    for (const auto& one : attempt.tries) last = std::max(last, one.end);
  }
  return last;
}

std::string line(std::string_view label, std::string_view words) {
  return fmt::format("{:<{}}{}\n", label, kLabel, wrapped(words, kLabel, kWidth));
}

std::string drawn(const Report& report) {
  const Scale scale(last_of(report));
  std::string text = scale.axis();
  for (const auto& attempt : report.attempts) text += drawn(report, attempt, scale);
  text += drawn_end(report, scale) + "\n";
  for (const auto& attempt : report.attempts) {
    text += line(label_of(report, attempt), words_of(attempt));
  }
  return text + line("end", words_on_end(report));
}

}  // namespace

void write_timelines(std::ostream& out, const std::vector<RunRecord>& records) {
  std::string_view between;
  for (const auto& record : records) {
    if (record.status == RunStatus::not_run) continue;
    fmt::print(out, "{}{}\n\n", between, wrapped(record.name + ": " + record.why, 0, kWidth));
    if (!record.report.is_null()) fmt::print(out, "{}", drawn(report_from_json(record.report)));
    for (const auto& words : record.mismatches) fmt::print(out, "{}", line("FAIL", words));
    if (!record.error.empty()) fmt::print(out, "{}", line("ERROR", record.error));
    between = "\n";
  }
}

}  // namespace edge::sim
