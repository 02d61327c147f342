#include "probe/filters/set_lookup.hpp"

#include <linux/netfilter/nf_tables.h>

#include <algorithm>

namespace edge::probe {
namespace {

/// A range of several fields is one of each field, and where a field ends is not told: each word of
/// 32 bits is compared for itself, which is right for all fields of that size and smaller.
Truth in_words(const SetElement& element, const KnownBits& key) {
  Truth in = Truth::yes;
  for (std::size_t at = 0; at < element.key.size(); at += 4) {
    const auto word = [&](const std::string& bytes) {
      return bytes.substr(std::min(at, bytes.size()), 4);
    };
    const std::string low = word(element.key), high = word(element.last);
    in = in && key.part(at, low.size()).between(low, high);
  }
  return in;
}

Truth holds_key(const FilterSet& set, const SetElement& element, const KnownBits& key) {
  if (element.everything) return Truth::yes;
  if (element.key == element.last) return key.part(0, element.key.size()).equals(element.key);
  if ((set.flags & NFT_SET_CONCAT) != 0) return in_words(element, key);
  return key.part(0, element.key.size()).between(element.key, element.last);
}

}  // namespace

SetAnswer find_in_set(const FilterSet& set, const KnownBits& key) {
  if (!set.known) return {Truth::unknown, nullptr};
  SetAnswer answer;
  const SetElement* otherwise = nullptr;  // the element that stands for everything else
  for (const SetElement& element : set.elements) {
    if (element.everything) {
      otherwise = &element;
      continue;
    }
    const Truth holds = holds_key(set, element, key);
    if (holds == Truth::yes) return {Truth::yes, &element};
    answer.found = answer.found || holds;
  }
  if (!otherwise) return answer;
  if (answer.found == Truth::no) return {Truth::yes, otherwise};
  return {Truth::yes, nullptr};
}

}  // namespace edge::probe
