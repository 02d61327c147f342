#include "simulator/hub_program/message_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <string_view>

#include "common/world/real/environment.hpp"
#include "simulator/hub_program/hub_json.hpp"

namespace edge::sim {
namespace {

namespace fs = std::filesystem;

std::string whole(const std::string& file) {
  return read_file_if_present(file, std::numeric_limits<std::size_t>::max());
}

void take_away_torn_line(const std::string& file) {
  const std::string text = whole(file);
  const auto end = text.rfind('\n');
  const std::size_t complete = end == std::string::npos ? 0 : end + 1;
  if (complete < text.size()) fs::resize_file(file, complete);
}

/// Adds the messages of `text`, newest first, until there are `count`. Gives how many of its lines
/// were none.
std::size_t add_newest(std::string_view text, std::size_t count, std::vector<Arrival>& found) {
  std::size_t others = 0;
  while (!text.empty() && found.size() < count) {
    text.remove_suffix(text.ends_with('\n') ? 1 : 0);
    const auto before = text.rfind('\n');
    const std::size_t begin = before == text.npos ? 0 : before + 1;
    try {
      found.push_back(arrival_from_json(nlohmann::json::parse(text.substr(begin))));
    } catch (const std::exception&) {
      ++others;  // not ours, or written by a machine that failed
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

MessageLog::MessageLog(const std::string& folder, std::uint64_t max_bytes)
    : current_(folder + "/messages.jsonl"),
      older_(folder + "/messages.old.jsonl"),
      next_(folder + "/messages.new.jsonl"),
      max_bytes_(max_bytes) {
  take_away_torn_line(current_);
  file_ = std::make_unique<AppendFile>(current_);
}

void MessageLog::append(const Arrival& arrival) {
  if (max_bytes_ == 0) return;
  append_json(appended_, arrival);
  appended_ += '\n';
}

/// The new file is open before anything is moved: if it cannot be had, nothing has changed.
void MessageLog::begin_anew() {
  auto next = std::make_unique<AppendFile>(next_);
  fs::rename(current_, older_);
  next->rename_to(current_);
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
  for (const auto& file : {current_, older_}) {
    const std::size_t others = add_newest(whole(file), count, found);
    if (others == 0 || !warn) continue;
    warn(fmt::format("{}: {} of its lines {} no message{} and left out", file, others,
                     others == 1 ? "is" : "are", others == 1 ? "" : "s"));
  }
  std::ranges::reverse(found);
  return found;
}

}  // namespace edge::sim
