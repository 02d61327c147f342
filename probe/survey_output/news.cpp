#include "probe/survey_output/news.hpp"

#include <unistd.h>

namespace edge::probe {
namespace {

constexpr char kBegins = 'b', kEnds = 'e', kFails = 'f';

}  // namespace

void SurveyNews::on_begin(const PlannedCheck&) { tell(kBegins); }

void SurveyNews::on_end(const SurveyCheck& check) {
  tell(check.result == CheckResult::failed ? kFails : kEnds);
}

void SurveyNews::tell(char what) const {
  [[maybe_unused]] const ssize_t ignored = ::write(descriptor_, &what, 1);
}

void show_news(std::string_view news, ProgressLine& line) {
  for (const char what : news) {
    if (what == kBegins) line.begin_check();
    else line.end_check(what == kFails);
  }
}

}  // namespace edge::probe
