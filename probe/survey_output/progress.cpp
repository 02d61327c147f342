#include "probe/survey_output/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace edge::probe {
namespace {

/// ECMA-48: to the first column (CR), then erase the whole line (EL 2).
constexpr std::string_view kEraseProgress = "\r\x1b[2K";
constexpr Duration kRedrawProgress = std::chrono::seconds{1};

}  // namespace

ProgressLine::ProgressLine(std::ostream& out, World& world, std::optional<int> columns,
                           std::size_t checks)
    : out_(out), world_(world), columns_(columns), checks_(checks), begun_(world.now()) {}

ProgressLine::~ProgressLine() {
  if (drawn_) out_ << kEraseProgress << std::flush;
}

void ProgressLine::begin_check() {
  ++running_;
  draw();
}

void ProgressLine::end_check(bool failed) {
  if (running_ > 0) --running_;
  ++done_;
  if (failed) ++failed_;
  draw();
}

std::string ProgressLine::line() const {
  std::string text = fmt::format("... {} of {} done, {} running", done_, checks_, running_);
  if (failed_ > 0) text += fmt::format(", {} not as expected", failed_);
  if (done_ == 0 || done_ == checks_) return text;
  const auto each = (world_.now() - begun_) / static_cast<std::int64_t>(done_);
  const auto left = each * static_cast<std::int64_t>(checks_ - done_);
  return text + fmt::format(", about {} s left",
                            std::chrono::ceil<std::chrono::seconds>(left).count());
}

void ProgressLine::draw() {
  if (!columns_) return;
  const auto room = static_cast<std::size_t>(std::max(0, *columns_ - 1));
  out_ << kEraseProgress << line().substr(0, room) << std::flush;
  drawn_ = true;
}

void SurveyProgress::on_end(const SurveyCheck& check) {
  line_.end_check(check.result == CheckResult::failed);
}

Awaitable<void> SurveyProgress::refresh() {
  while (line_.is_shown()) {
    co_await world_.sleep_until(world_.now() + kRedrawProgress);
    line_.draw();
  }
}

}  // namespace edge::probe
