// A table of rows for `list`: as text for a terminal, as Markdown for the docs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace edge {

struct Table {
  std::vector<std::string> columns;            // their headings, which only Markdown shows
  std::vector<std::vector<std::string>> rows;  // a cell for each column, or for the first few
};

/// Throws UsageError: `list` has no table `wanted`, but those of `names`.
[[noreturn]] void refuse_table(std::string_view wanted, const std::vector<std::string>& names);

/// The first `beside` cells of a row stand side by side in columns, what else there is below.
std::string as_text(const Table& table, std::size_t beside = SIZE_MAX);

struct MarkdownStyle {
  bool code_names = false;           // the first cell of a row is code
  std::string_view ruler = " --- ";  // below a heading
};
std::string as_markdown(const Table& table, const MarkdownStyle& style = {});

}  // namespace edge
