#include "simulator/keys/key_table.hpp"

#include <algorithm>

#include "common/base/json_text.hpp"

namespace edge::sim::keys {

void Lister::add(const char* key, std::string values, std::string_view what) {
  own_.push_back(FileKey{of_, key, std::move(values), {}, std::string{what}, false});
}

void Lister::set_usual(const Json& usual) {
  if (usual.is_null() || usual.is_structured()) return;
  own_.back().usual = usual.is_string() ? usual.get<std::string>() : json_text(usual);
}

void Lister::finish() {
  rows_.insert(rows_.end(), own_.begin(), own_.end());
  for (const auto& [name, below] : below_) {
    const bool listed = std::ranges::find(rows_, name, &FileKey::of) != rows_.end();
    if (!listed) below(rows_);
  }
}

}  // namespace edge::sim::keys
