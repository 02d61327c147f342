#include "simulator/hub_program/message_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include "simulator/hub_program/hub_json.hpp"

namespace edge::sim {
namespace {

constexpr const char* kCurrent = "messages.jsonl";
constexpr const char* kOlder = "messages.old.jsonl";
constexpr const char* kNext = "messages.new.jsonl";
// Twice what a hub keeps of messages in memory.
constexpr std::size_t kRead = 128 << 20;

std::string end_of(const OwnFolder& folder, const char* name) {
  return folder.has(name) ? folder.read_end(name, kRead) : std::string();
}

/// Lines that are no message: not ours, or written by a machine that failed.
struct Others {
  std::size_t count = 0;
  std::string example;  // where the first of them was met, and why
};

/// Adds the messages of `text`, newest first, until there are `count`.
Others add_newest(std::string_view text, std::size_t count, std::vector<Arrival>& found) {
  Others others;
  for (int line = 1; !text.empty() && found.size() < count; ++line) {
    text.remove_suffix(text.ends_with('\n') ? 1 : 0);
    const auto before = text.rfind('\n');
    const std::size_t begin = before == text.npos ? 0 : before + 1;
    try {
      found.push_back(arrival_from_json(nlohmann::json::parse(text.substr(begin))));
    } catch (const std::exception& error) {
      if (++others.count == 1) {
        others.example = fmt::format("line {} from its end: {}", line,
                                     state_problem(text.substr(begin), error));
      }
    }
    text = text.substr(0, begin);
  }
  return others;
}

/// The lines at the front of `text` that have at most `room` bytes, but one at least.
std::string_view lines_within(std::string_view text, std::uint64_t room) {
  if (text.size() <= room) return text;
  const auto last = room == 0 ? text.npos : text.rfind('\n', room - 1);
  return text.substr(0, (last == text.npos ? text.find('\n') : last) + 1);
}

}  // namespace

MessageLog::MessageLog(const OwnFolder& folder, std::uint64_t max_bytes)
    : folder_(folder),
      max_bytes_(max_bytes),
      file_(std::make_unique<AppendFile>(folder_, kCurrent)) {
  take_away_torn_line();
}

void MessageLog::take_away_torn_line() {
  const std::string end = end_of(folder_, kCurrent);
  const auto last = end.rfind('\n');
  if (last == end.npos && end.size() < file_->size()) {
    throw std::runtime_error(folder_.path_of(kCurrent) +
                             " is not as this program writes it: its last line has no end; remove "
                             "or restore it");
  }
  const std::size_t torn = end.size() - (last == end.npos ? 0 : last + 1);
  if (torn > 0) file_->cut(file_->size() - torn);
}

void MessageLog::append(const Arrival& arrival) {
  if (max_bytes_ == 0) return;
  append_json(appended_, arrival);
  appended_ += '\n';
}

/// The new file is open before anything is moved: if it cannot be had, nothing has changed.
void MessageLog::begin_anew() {
  auto next = std::make_unique<AppendFile>(folder_, kNext);
  folder_.rename(kCurrent, kOlder);
  next->rename_to(folder_, kCurrent);
  file_ = std::move(next);
}

void MessageLog::commit() {
  const std::uint64_t most = max_bytes_ / 2;
  for (std::string_view rest = appended_; !rest.empty();) {
    const std::uint64_t line = rest.find('\n') + 1;
    if (file_->size() > 0 && file_->size() + line > most) {
      begin_anew();
    }
    const auto part = lines_within(rest, most - std::min(most, file_->size()));
    file_->append(part);
    rest.remove_prefix(part.size());
  }
  appended_.clear();
}

std::vector<Arrival> MessageLog::newest(std::size_t count, const Warn& warn) const {
  std::vector<Arrival> found;
  for (const auto* name : {kCurrent, kOlder}) {
    const auto others = add_newest(end_of(folder_, name), count, found);
    if (others.count == 0 || !warn) continue;
    warn(fmt::format("{}: {} of its lines {} no message{} and left out ({})",
                     folder_.path_of(name), others.count, others.count == 1 ? "is" : "are",
                     others.count == 1 ? "" : "s", others.example));
  }
  std::ranges::reverse(found);
  return found;
}

}  // namespace edge::sim
