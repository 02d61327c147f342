// A note under way: its sentences, each once, what they rest on, and the fix of the last one that
// has one.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <vector>

#include "probe/verdicts/name_server_note.hpp"

namespace edge::probe {

class NoteWriter {
 public:
  template <class... Args>
  void say(bool certain, fmt::format_string<const Args&...> words, const Args&... args) {
    const auto sentence = fmt::format(words, args...);
    if (std::ranges::find(sentences_, sentence) == sentences_.end()) sentences_.push_back(sentence);
    note_.certain = note_.certain || certain;
  }

  void rest_on(const Evidence* evidence) { note_.evidence.push_back(evidence); }
  void advise(std::string fix) { note_.fix = std::move(fix); }

  NameServerNote taken() {
    note_.text = fmt::format("{}", fmt::join(sentences_, " "));
    return std::move(note_);
  }

 private:
  std::vector<std::string> sentences_;
  NameServerNote note_;
};

}  // namespace edge::probe
