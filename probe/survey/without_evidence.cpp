#include "probe/survey/without_evidence.hpp"

#include <algorithm>
#include <utility>

namespace edge::probe {
namespace {

// The object of a check is at depth 3: the survey, its list, the check.
constexpr int kCheckDepth = 3;
constexpr std::string_view kKey = "\"evidence\"", kWhite = " \t\r\n";

/// Behind the string that begins at `at`; npos if it does not end.
std::size_t behind_string(std::string_view json, std::size_t at) {
  auto next = json.find_first_of("\"\\", at + 1);
  while (next != json.npos && json[next] == '\\') {
    next = json.find_first_of("\"\\", next + 2);  // what is escaped is passed over
  }
  return next == json.npos ? next : next + 1;
}

/// Behind the object that begins at `at`; npos if there is none, or it does not end.
std::size_t behind_object(std::string_view json, std::size_t at) {
  if (at >= json.size() || json[at] != '{') return json.npos;
  int depth = 0;
  while (at != json.npos) {
    const char c = json[at];
    if (c == '"') {
      at = behind_string(json, at);
      if (at == json.npos) return at;
    } else {
      depth += c == '{' ? 1 : -1;
      ++at;
      if (depth == 0) return at;
    }
    at = json.find_first_of("\"{}", at);
  }
  return at;
}

std::size_t behind_white(std::string_view json, std::size_t at) {
  return std::min(json.find_first_not_of(kWhite, at), json.size());
}

/// Goes through a report and copies all but the evidence.
class Copying {
 public:
  explicit Copying(std::string_view json) : json_(json) { out_.reserve(json.size() / 2); }

  std::optional<std::string> run() && {
    while (at_ < json_.size()) {
      const auto next = json_.find_first_of("\"{}[]", at_);
      at_ = std::min(next, json_.size());
      if (next == json_.npos) break;
      if (!step()) return std::nullopt;
    }
    out_ += json_.substr(copied_);
    return std::move(out_);
  }

 private:
  bool step() {
    const char c = json_[at_];
    if (c == '"') return pass_string();
    depth_ += c == '{' || c == '[' ? 1 : -1;
    ++at_;
    return true;
  }

  bool pass_string() {
    const std::size_t begin = at_;
    at_ = behind_string(json_, begin);
    if (at_ == json_.npos) return false;
    const bool named = depth_ == kCheckDepth && json_.substr(begin, at_ - begin) == kKey;
    const std::size_t colon = named ? behind_white(json_, at_) : json_.size();
    if (colon == json_.size() || json_[colon] != ':') return true;
    at_ = behind_object(json_, behind_white(json_, colon + 1));
    if (at_ == json_.npos) return false;
    leave_out(begin);
    return true;
  }

  /// The member that begins at `begin` and ends here, with one of the commas beside it.
  void leave_out(std::size_t begin) {
    out_ += json_.substr(copied_, begin - copied_);
    const std::size_t behind = behind_white(json_, at_);
    if (behind < json_.size() && json_[behind] == ',') {
      at_ = behind + 1;
    } else if (const auto comma = out_.find_last_not_of(kWhite);
               comma != out_.npos && out_[comma] == ',') {
      out_.resize(comma);
    }
    copied_ = at_;
  }

  std::string_view json_;
  std::string out_;
  std::size_t at_ = 0, copied_ = 0;
  int depth_ = 0;
};

}  // namespace

std::optional<std::string> without_evidence(std::string_view json) {
  return Copying(json).run();
}

}  // namespace edge::probe
