#include "probe/attempt/journal.hpp"

#include <utility>

namespace edge::probe {

Journal::Journal(World& world, Observer* observer)
    : world_(world), observer_(observer), started_(world.now()) {}

Duration Journal::elapsed() const { return world_.now() - started_; }

void Journal::log(const std::string& level, const std::string& text) {
  lines_.push_back({world_.wall(), level, text});
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
  evidence.number = static_cast<int>(evidence_.size()) + 1;
  evidence_.push_back(std::move(evidence));
  if (observer_) observer_->on_evidence(evidence_.back());
  return evidence_.back().number;
}

}  // namespace edge::probe
