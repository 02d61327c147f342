// Keeps the process's own secrets out of everything that is shown or kept for people and programs:
// a peer may say back what it was told, or a user put a key where none is expected. Not for what is
// sent to peers, nor for files that are there to hold secrets.
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/base/secret.hpp"

namespace edge {

/// Knows hashes only, so that it is no second place where secrets are.
class SecretGate {
 public:
  /// Shorter ones would take ordinary words out of texts.
  static constexpr std::size_t kShortest = 6;

  /// From now on without() leaves `secret` out, however it is escaped (unescape.hpp): as it is,
  /// without the '=' at its end, with the URL-safe letters of base64, in hexadecimal digits, and in
  /// base64 with whatever stands before it. One that is shorter than kShortest is left alone.
  void add(std::string_view secret);
  /// The same without hexadecimal digits and base64, which takes less memory.
  void add_plain(std::string_view secret);

  /// `text` with "***" in place of each.
  std::string without(std::string_view text) const;

 private:
  /// What else is left out: the '=' after it, or all of the base64 that it is a part of.
  enum class Around : std::uint8_t { nothing, filling, base64 };
  struct Form {
    std::uint64_t hash;
    std::uint32_t size;
    Around around;
    bool operator==(const Form&) const = default;
  };
  struct Found {
    std::size_t begin, end;  // of a text's bytes
  };

  void add_text(std::string_view secret);
  void add_form(std::string_view form, Around around);
  std::vector<Found> find(std::string_view text) const;

  std::unordered_multimap<std::uint16_t, Form> forms_;  // by their first bytes
  std::bitset<1 << 16> begins_;                         // a fast "none begins here"
};

/// The process's.
SecretGate& secret_gate();

/// A secret of this process, known to its gate from now on.
Secret own_secret(std::string_view text);
/// The same; `text` itself is cleared.
Secret take_own_secret(std::string& text);

/// `text` as it may be shown. Before it is cut: of a part the gate knows nothing.
std::string without_own_secrets(std::string_view text);

/// While this lives the gate knows nothing of what it knew before, and forgets what it learns: for
/// simulated runs, of which one must not know another's keys.
class SeparateSecretGate {
 public:
  SeparateSecretGate();
  ~SeparateSecretGate();
  SeparateSecretGate(const SeparateSecretGate&) = delete;
  SeparateSecretGate& operator=(const SeparateSecretGate&) = delete;

 private:
  SecretGate before_;
};

}  // namespace edge
