// Bytes as they come, as lines of bounded length: of a longer one the first part is given, and the
// rest is passed over.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace edge::probe {

class LineSplitter {
 public:
  static constexpr std::size_t kLongestLine = 64 * 1024;      // bytes
  /// No log has a line of so many bytes. Throws UsageError there.
  static constexpr std::uint64_t kEndlessLine = 1 << 30;

  /// `line`: without its line feed, and the carriage return before it.
  using Take = std::function<void(std::string_view line)>;
  explicit LineSplitter(Take take) : take_(std::move(take)) {}

  void add(std::string_view chunk);
  /// A last line without a line feed is a line, too.
  void finish();

  std::uint64_t cut_lines() const { return cut_lines_; }
  bool ends_in_midst() const { return ends_in_midst_; }  // no line feed at the end

 private:
  void give(std::string_view line);
  void keep(std::string_view part);

  Take take_;
  std::string begun_;              // of a line whose end has not come
  std::uint64_t begun_bytes_ = 0;  // all of it
  std::uint64_t cut_lines_ = 0;
  bool ends_in_midst_ = false;
};

}  // namespace edge::probe
