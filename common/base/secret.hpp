// A key, token or password that a program itself holds for longer than a statement. It cannot be
// formatted, streamed or compared, so that none reaches a log, a report or a test's message by
// chance, and its memory is cleared. `reveal()` is the one way to it, and easy to search for.
//
// Not for what passes through, such as a token that a client sends. Nor for the keys and passwords
// of scenarios (DeviceSpec::key): they are data for tests, compared by value and written back to
// files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace edge {

class Secret {
 public:
  Secret() = default;
  /// A copy of `text`, which stays the caller's to clear.
  explicit Secret(std::string_view text) : bytes_(text.begin(), text.end()) {}
  Secret(const Secret&) = default;
  Secret(Secret&&) noexcept = default;
  Secret& operator=(Secret other) noexcept {  // which clears what was here before
    bytes_.swap(other.bytes_);
    return *this;
  }
  ~Secret();

  bool empty() const { return bytes_.empty(); }
  std::size_t size() const { return bytes_.size(); }
  std::string_view reveal() const { return {bytes_.data(), bytes_.size()}; }

 private:
  // Never grows, and a move leaves no copy behind, as a short std::string's would.
  std::vector<char> bytes_;
};

/// `text` as a secret; `text` itself is cleared.
Secret take_secret(std::string& text);

}  // namespace edge
