// Where a run writes down what it sees, as it sees it. Observers show progress live; verdicts read
// the list afterwards.
#pragma once

#include <string>
#include <vector>

#include "common/report/report.hpp"
#include "probe/profiles/profiles.hpp"

namespace edge::probe {

/// Told about a run while it happens; every function may be left as it is.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void on_log(const LogLine&) {}
  virtual void on_stage(const std::string& /*transport*/, const std::string& /*stage*/,
                        Instant /*deadline*/) {}
  virtual void on_evidence(const Evidence&) {}
  /// What it is likely to come to, known this long after its start. May change as more is seen.
  virtual void on_verdict(const Verdict&, Duration /*after*/) {}
};

class Journal {
 public:
  Journal(World& world, Observer* observer, LogForm form = LogForm::plain);

  /// Time since the run began.
  Duration elapsed() const;
  Instant started() const { return started_; }
  void log(const std::string& level, const std::string& text,
           std::vector<std::string> exceptions = {});
  /// A frame that was sent or came. A peer may send millions: no more than kMostFrames are kept.
  void log_frame(const std::string& text);
  static constexpr std::size_t kMostFrames = 10'000;
  /// For who watches: what is under way, and until when it may last.
  void stage_begins(const std::string& transport, const std::string& stage, Instant deadline);
  /// The number of evidence that will be recorded when what it is about has ended.
  int reserve_number() { return ++last_number_; }
  /// What was seen beside the attempts since `begin`; of which peer, if of one.
  template <class DetailType>
  void record_beside(DetailType detail, Outcome outcome, Duration begin,
                     std::optional<Endpoint> peer = {}, std::string transport = {}) {
    Evidence evidence;
    evidence.stage = DetailType::kind;
    evidence.transport = std::move(transport);
    evidence.outcome = outcome;
    evidence.begin = begin;
    evidence.end = elapsed();
    evidence.peer = std::move(peer);
    evidence.detail = std::move(detail);
    record(std::move(evidence));
  }
  /// Keeps `evidence` in the order of the numbers; gives it one if it has none. Returns it.
  int record(Evidence evidence);
  /// Drops what a try has left: a peer decides how many there are.
  void forget(int attempt, int attempt_try);
  /// Drops what a whole attempt has left.
  void forget(int attempt);

  const std::vector<Evidence>& evidence() const { return evidence_; }
  const std::vector<LogLine>& lines() const { return lines_; }

 private:
  World& world_;
  Observer* observer_;  // may be null
  LogForm form_;
  Instant started_;
  std::vector<Evidence> evidence_;
  std::vector<LogLine> lines_;
  std::size_t frames_ = 0;
  int last_number_ = 0;
};

}  // namespace edge::probe
