// Settings of any bytes, read as TOML: either strings, or a line that the text has.
#include <algorithm>
#include <cstdlib>

#include "common/toml/toml_strings.hpp"
#include "tests/fuzz/fuzz_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  edge::fuzz::Input input(data, size);
  const std::string text = input.text();
  const auto reading = edge::read_toml_strings(text);
  std::size_t kept = 0;
  for (const auto& [key, value] : reading.strings) kept += value.size();
  const auto lines = std::ranges::count(text, '\n') + 1;
  if (reading.bad_line && (*reading.bad_line < 1 || *reading.bad_line > lines)) std::abort();
  if (kept > text.size()) std::abort();
  return 0;
}
