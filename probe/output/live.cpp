#include "probe/output/live.hpp"

#include <fmt/format.h>

#include <ostream>

#include "common/base/secret_gate.hpp"
#include "common/report/layout.hpp"
#include "common/report/text.hpp"

namespace edge::probe {
namespace {

/// ECMA-48: to the first column (CR), then erase the whole line (EL 2).
constexpr std::string_view kEraseLine = "\r\x1b[2K";
constexpr Duration kRedraw = std::chrono::seconds{1};

}  // namespace

LiveOutput::LiveOutput(std::ostream& out, World& world, std::optional<int> columns)
    : out_(out), world_(world), columns_(columns) {}

LiveOutput::~LiveOutput() { erase(); }

void LiveOutput::on_log(const LogLine& line) {
  erase();
  out_ << without_own_secrets(log_line_text(line)) << "\n";
  draw();
}

void LiveOutput::on_stage(const std::string& transport, const std::string& stage,
                          Instant deadline) {
  transport_ = transport;
  stage_ = stage;
  deadline_ = deadline;
  begun_ = true;
  draw();
}

void LiveOutput::on_evidence(const Evidence& evidence) {
  if (evidence.transport != transport_ || evidence.stage != stage_) return;
  transport_.clear();
  stage_.clear();
  draw();
}

/// For who watches: the report has it, and its words, in the end.
void LiveOutput::on_verdict(const Verdict& verdict, Duration after) {
  if (!columns_) return;
  erase();
  out_ << fmt::format("verdict known after {}: {} ({}); the agent's sequence goes on, Ctrl-C ends "
                      "it\n",
                      human_duration(after), verdict.code, name_of(verdict.confidence));
  draw();
}

Awaitable<void> LiveOutput::refresh() {
  while (columns_) {
    co_await world_.sleep_until(world_.now() + kRedraw);
    draw();
  }
}

std::string LiveOutput::status() const {
  if (stage_.empty()) return "... gathering evidence about the path";
  const Duration left = std::max(Duration{}, deadline_ - world_.now());
  return fmt::format("... {}: {}, {} s left of this attempt", transport_, stage_,
                     std::chrono::ceil<std::chrono::seconds>(left).count());
}

void LiveOutput::draw() {
  out_.flush();
  if (!columns_ || !begun_) return;
  // One column short: a full line would make some terminals wrap, and the erase miss a part.
  const auto room = static_cast<std::size_t>(std::max(0, *columns_ - 1));
  out_ << kEraseLine << status().substr(0, room) << std::flush;
  drawn_ = true;
}

void LiveOutput::erase() {
  if (!drawn_) return;
  out_ << kEraseLine << std::flush;
  drawn_ = false;
}

}  // namespace edge::probe
