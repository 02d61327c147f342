// A survey as it happens: one line on a terminal that says how many checks are done and running,
// and about how long the others will take.
#pragma once

#include <iosfwd>
#include <optional>

#include "probe/survey/survey.hpp"

namespace edge::probe {

class SurveyProgress final : public SurveyObserver {
 public:
  /// `columns`: the terminal's width; absent when `out` is none: then nothing is written.
  SurveyProgress(std::ostream& out, World& world, std::optional<int> columns, std::size_t checks);
  /// Erases the line.
  ~SurveyProgress() override;
  SurveyProgress(const SurveyProgress&) = delete;
  SurveyProgress& operator=(const SurveyProgress&) = delete;

  void on_begin(const PlannedCheck& check) override;
  void on_end(const SurveyCheck& check) override;
  /// Redraws the line once a second, until cancelled; returns at once without a terminal.
  Awaitable<void> refresh();

 private:
  void draw();
  std::string line() const;

  std::ostream& out_;
  World& world_;
  std::optional<int> columns_;
  std::size_t checks_, done_ = 0, running_ = 0, failed_ = 0;
  Instant begun_;
  bool drawn_ = false;
};

}  // namespace edge::probe
