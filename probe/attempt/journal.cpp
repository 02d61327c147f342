#include "probe/attempt/journal.hpp"

#include <algorithm>
#include <utility>

namespace edge::probe {

namespace {

/// As edge-util's Logger.cs has it (SeverityEnricher); of syslog.
int severity_of(std::string_view level) {
  if (level == "FTL") return 0;
  if (level == "ERR") return 3;
  if (level == "WRN") return 4;
  return level == "INF" ? 6 : 7;
}

}  // namespace

Journal::Journal(World& world, Observer* observer, LogForm form)
    : world_(world), observer_(observer), form_(form), started_(world.now()) {}

Duration Journal::elapsed() const { return world_.now() - started_; }

void Journal::log(const std::string& level, const std::string& text,
                  std::vector<std::string> exceptions) {
  lines_.push_back({world_.wall(), level, text});
  if (form_ == LogForm::with_severity) lines_.back().severity = severity_of(level);
  lines_.back().exceptions = std::move(exceptions);
  if (observer_) observer_->on_log(lines_.back());
}

void Journal::log_frame(const std::string& text) {
  if (frames_ > kMostFrames) return;
  log("DBG", frames_ < kMostFrames ? text : "more frames follow, which are not kept");
  ++frames_;
}

void Journal::stage_begins(const std::string& transport, const std::string& stage,
                           Instant deadline) {
  if (observer_) observer_->on_stage(transport, stage, deadline);
}

int Journal::record(Evidence evidence) {
  if (evidence.number == 0) evidence.number = reserve_number();
  const auto place = std::ranges::upper_bound(evidence_, evidence.number, {}, &Evidence::number);
  const auto kept = evidence_.insert(place, std::move(evidence));
  if (observer_) observer_->on_evidence(*kept);
  return kept->number;
}

void Journal::forget(int attempt, int attempt_try) {
  std::erase_if(evidence_, [&](const Evidence& one) {
    return one.attempt == attempt && one.attempt_try == attempt_try;
  });
}

void Journal::forget(int attempt) {
  std::erase_if(evidence_, [&](const Evidence& one) { return one.attempt == attempt; });
}

}  // namespace edge::probe
