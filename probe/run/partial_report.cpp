#include "probe/run/partial_report.hpp"

namespace edge::probe {

PartialReport::PartialReport(World& world, Observer* next)
    : world_(world), next_(next), begun_(world.now()) {}

void PartialReport::on_begin(const Report& head) {
  seen_ = head;
  begun_ = world_.now();
  if (next_) next_->on_begin(head);
}

void PartialReport::on_log(const LogLine& line) {
  seen_.log.push_back(line);
  if (next_) next_->on_log(line);
}

void PartialReport::on_stage(const std::string& transport, const std::string& stage,
                             Instant deadline) {
  running_.emplace();
  running_->transport = transport;
  running_->stage = stage;
  running_->begin = elapsed();
  if (next_) next_->on_stage(transport, stage, deadline);
}

void PartialReport::on_evidence(const Evidence& evidence) {
  seen_.evidence.push_back(evidence);
  const bool ended = running_ && running_->transport == evidence.transport &&
                     running_->stage == evidence.stage;
  if (ended) running_.reset();
  if (next_) next_->on_evidence(evidence);
}

Report PartialReport::report() const {
  Report report = seen_;
  report.ended = elapsed();
  if (!running_) return report;
  Evidence running = *running_;
  running.number = static_cast<int>(report.evidence.size()) + 1;
  running.outcome = Outcome::cancelled;
  running.end = report.ended;
  report.evidence.push_back(std::move(running));
  return report;
}

Duration PartialReport::elapsed() const { return world_.now() - begun_; }

}  // namespace edge::probe
