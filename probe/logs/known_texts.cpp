#include "probe/logs/known_texts.hpp"

#include <utility>

#include "probe/logs/signatures.hpp"

namespace edge::probe {
namespace {

constexpr std::string_view kHints[kHintCount] = {
    "(Inner Exception #", "Unable to connect to the remote server", "HttpRequestException: ",
    "for object ", "Detected proxy ", "Trying to initialize module client"};

}  // namespace

std::string_view text_of(Hint hint) { return kHints[hint]; }

const KnownTexts& known_texts() {
  static const KnownTexts known = [] {
    std::vector<KnownText> patterns;
    std::vector<std::string_view> texts;
    for (std::size_t row = 0; row < signature_rows().size(); ++row) {
      for (const auto text : signature_rows()[row].any) {
        if (text.empty()) continue;
        patterns.push_back({text, row});
        texts.push_back(text);
      }
    }
    for (std::size_t hint = 0; hint < kHintCount; ++hint) {
      patterns.push_back({kHints[hint], signature_rows().size() + hint});
      texts.push_back(kHints[hint]);
    }
    return KnownTexts{std::move(patterns), PatternSearch(std::move(texts))};
  }();
  return known;
}

}  // namespace edge::probe
