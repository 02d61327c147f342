// What tables of rows have in common: looking up a row by its name, and a list inside a row.
#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/check.hpp"

namespace edge {

/// The row whose `key` (a member or a function of it) equals `wanted`; null if there is none.
template <class Row, class Wanted, class Key>
const Row* find_row(std::span<const Row> rows, const Wanted& wanted, Key key) {
  const auto found = std::ranges::find(rows, wanted, key);
  return found == rows.end() ? nullptr : &*found;
}

/// The row of a name that is known to have one; anything else is a bug.
template <class Row, class Wanted, class Key>
const Row& row_of(std::span<const Row> rows, const Wanted& wanted, Key key) {
  const auto* row = find_row(rows, wanted, key);
  CHECK(row != nullptr);
  return *row;
}

/// The names of all rows, in order.
template <class Row, class Key>
std::vector<std::string> names_of_rows(std::span<const Row> rows, Key key) {
  std::vector<std::string> names;
  for (const auto& row : rows) names.emplace_back(std::invoke(key, row));
  return names;
}

/// A list inside a constant row; more than `most` items are a compile error.
template <class T, int most>
class ListInRow {
 public:
  constexpr ListInRow(std::initializer_list<T> items) {
    for (const T& each : items) items_.at(size_++) = each;
  }
  constexpr auto begin() const { return items_.begin(); }
  constexpr auto end() const { return items_.begin() + size_; }
  constexpr bool empty() const { return size_ == 0; }

 private:
  std::array<T, most> items_{};
  int size_ = 0;
};

}  // namespace edge
