// The strings of TOML files by their keys: what is written in many ways, and what is none.
#include "common/toml/toml_strings.hpp"

#include <gtest/gtest.h>

namespace edge {
namespace {

/// "key=value" of each, in the order of the keys; "line N" for what is no TOML.
std::string read(std::string_view text) {
  const TomlReading reading = read_toml_strings(text);
  if (reading.bad_line) return "line " + std::to_string(*reading.bad_line);
  std::string shown;
  for (const auto& [key, value] : reading.strings) {
    shown += (shown.empty() ? "" : "; ") + key + "=" + std::string(value.reveal());
  }
  return shown;
}

struct Example {
  std::string_view text, is;
};

TEST(TomlStrings, AreFoundByTheirDottedKeys) {
  const Example examples[] = {
      {"", ""},
      {"a = \"x\"", "a=x"},
      {"a='C:\\x'\r\n\r\n  b\t=\t\"y\"  # why", "a=C:\\x; b=y"},
      {"[t]\na = 'x'\n[t.u]\na = 'y'\n[\"v w\".'x']\na = 'z'", "t.a=x; t.u.a=y; v w.x.a=z"},
      {"a.b = 'x'\na . \"c\" = 'y'", "a.b=x; a.c=y"},
      {"k = { value = \"x\", more = { a.b = 'y' }, n = 7 }", "k.more.a.b=y; k.value=x"},
      {"e = {}\nf = { }", ""},
      {"a = 1\nb = true\nc = 1979-05-27T07:32:00Z\nd = 'x'", "d=x"},
      {"a = [1, 'x', [ # why\n 'y' ],\n]\nb = 'z'", "b=z"},
      {"a = \"\"\"\nx = 'y'\n\"\"\"\nb = '''\n'''\nc = 'z'", "a=x = 'y'\n; b=; c=z"},
      {"[[t]]\na = 'x'\n[[t]]\na = 'y'\n[u]\na = 'z'", "u.a=z"},
      {R"(a = "\t\"\\\u00e9\U0001F511")", "a=\t\"\\\xc3\xa9\xf0\x9f\x94\x91"},
  };
  for (const Example& example : examples) EXPECT_EQ(read(example.text), example.is);
}

TEST(TomlStrings, WhatIsNoTomlIsNamedByItsLine) {
  const std::string deep = "a = " + std::string(100'000, '[');
  const std::string tables = "a = " + [] {
    std::string text;
    for (int i = 0; i < 1000; ++i) text += "{a=";
    return text;
  }();
  const Example examples[] = {
      {"a", "line 1"}, {"a =", "line 1"}, {"= 'x'", "line 1"}, {"\n\na = 'x", "line 3"},
      {"a = \"x\n\"", "line 1"}, {"a = 'x' b", "line 1"}, {"[t", "line 1"}, {"[t]]", "line 1"},
      {"[[t]", "line 1"}, {"[]", "line 1"}, {"a = \"\\x\"", "line 1"}, {"a = \"\\", "line 1"},
      {"a = \"\\ud800\"", "line 1"}, {"a = { b = 'x'", "line 1"}, {"a = ['x'", "line 1"},
      {"a = \"\"\"x", "line 1"}, {"a = 'x'\na = 'y'", "line 2"}, {"a = 'x'\n\x01", "line 2"},
      {deep, "line 1"}, {tables, "line 1"}, {std::string_view("\0", 1), "line 1"},
  };
  for (const Example& example : examples) EXPECT_EQ(read(example.text), example.is);
}

}  // namespace
}  // namespace edge
