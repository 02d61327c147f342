// A survey as it happens: one line on a terminal that says how many checks are done and running,
// and about how long the others will take.
#pragma once

#include <iosfwd>
#include <optional>

#include "probe/survey/survey.hpp"

namespace edge::probe {

class ProgressLine {
 public:
  /// `columns`: the terminal's width; absent when `out` is none: then nothing is written.
  ProgressLine(std::ostream& out, World& world, std::optional<int> columns, std::size_t checks);
  /// Erases the line.
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  bool is_shown() const { return columns_.has_value(); }
  void begin_check();
  void end_check(bool failed);
  void draw();

 private:
  std::string line() const;

  std::ostream& out_;
  World& world_;
  std::optional<int> columns_;
  std::size_t checks_, done_ = 0, running_ = 0, failed_ = 0;
  Instant begun_;
  bool drawn_ = false;
};

class SurveyProgress final : public SurveyObserver {
 public:
  SurveyProgress(World& world, ProgressLine& line) : world_(world), line_(line) {}

  void on_begin(const PlannedCheck&) override { line_.begin_check(); }
  void on_end(const SurveyCheck& check) override;
  /// Redraws the line once a second, until cancelled; returns at once without a terminal.
  Awaitable<void> refresh();

 private:
  World& world_;
  ProgressLine& line_;
};

}  // namespace edge::probe
