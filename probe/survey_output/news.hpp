// How far the survey of one network is, for the program that looks at several of them, each by a
// copy of itself: a byte for each check that begins or ends.
#pragma once

#include <string_view>

#include "probe/survey_output/progress.hpp"

namespace edge::probe {

class SurveyNews final : public SurveyObserver {
 public:
  /// Whoever may read them: that nobody does stops no survey.
  explicit SurveyNews(int descriptor) : descriptor_(descriptor) {}

  void on_begin(const PlannedCheck& check) override;
  void on_end(const SurveyCheck& check) override;

 private:
  void tell(char what) const;
  int descriptor_;
};

/// Of any copy, in the order in which they told it.
void show_news(std::string_view news, ProgressLine& line);

}  // namespace edge::probe
