#include "common/http/page.hpp"

#include <algorithm>
#include <array>

#include "common/base/escape.hpp"
#include "common/base/ascii_case.hpp"

namespace edge {
namespace {

constexpr std::size_t kShownTitle = 128, kShownStart = 256;  // bytes
constexpr std::array<std::string_view, 3> kUnread = {"head", "script", "style"};

std::string single_spaced(std::string_view text) {
  std::string words;
  bool gap = false;
  for (const char c : text) {
    const bool white = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!white && gap && !words.empty()) words += ' ';
    if (!white) words += c;
    gap = white;
  }
  return words;
}

/// Behind the tag at `at`, or behind the element if nobody reads what is in it.
std::size_t end_of_tag(std::string_view lower, std::size_t at) {
  for (const std::string_view element : kUnread) {
    if (!lower.substr(at + 1).starts_with(element)) continue;
    const auto end = lower.find("</" + std::string(element), at);
    if (end != lower.npos) at = end;
  }
  const auto end = lower.find('>', at);
  return end == lower.npos ? lower.size() : end + 1;
}

}  // namespace

std::string html_title(std::string_view body) {
  const std::string lower = lower_case(body);
  const auto tag = lower.find("<title");
  const auto begin = tag == lower.npos ? tag : lower.find('>', tag);
  const auto end = begin == lower.npos ? begin : lower.find("</title", begin);
  if (end == lower.npos) return {};
  return printable(single_spaced(body.substr(begin + 1, end - begin - 1)), kShownTitle);
}

std::string page_start(std::string_view body) {
  const std::string lower = lower_case(body);
  const bool html = lower.find("<html") != lower.npos || lower.starts_with("<!doctype html");
  std::string text;
  for (std::size_t at = 0; html && at < body.size();) {
    const auto tag = std::min(body.find('<', at), body.size());
    text += std::string(body.substr(at, tag - at)) + ' ';
    at = tag == body.size() ? tag : end_of_tag(lower, tag);
  }
  const std::string words = single_spaced(text);
  return printable(words.empty() ? std::string(body) : words, kShownStart);
}

}  // namespace edge
