#include "common/report/json_problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

namespace edge {
namespace {

using Parser = nlohmann::json;

/// Takes everything.
class Everything : public Parser::json_sax_t {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(Parser::number_integer_t) override { return true; }
  bool number_unsigned(Parser::number_unsigned_t) override { return true; }
  bool number_float(Parser::number_float_t, const Parser::string_t&) override { return true; }
  bool string(Parser::string_t&) override { return true; }
  bool binary(Parser::binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool key(Parser::string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t, const std::string&, const Parser::exception&) override {
    return false;
  }
};

/// Keeps where the parser stopped.
class Stop final : public Everything {
 public:
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const Parser::exception& error) override {
    constexpr int kOutOfRange = 406;  // a number that no double can hold
    byte = position;
    reason = error.id == kOutOfRange ? "a number is too large" : "not JSON";
    return false;
  }

  std::size_t byte = 0;
  std::string_view reason;
};

/// Stops at a key that its object has already.
class KeysOnce final : public Everything {
 public:
  bool start_object(std::size_t) override {
    objects_.emplace_back();
    return true;
  }
  bool key(Parser::string_t& name) override {
    if (objects_.back().insert(name).second) return true;
    doubled = name;
    return false;
  }
  bool end_object() override {
    objects_.pop_back();
    return true;
  }

  std::optional<std::string> doubled;

 private:
  std::vector<std::set<std::string>> objects_;  // that are open
};

/// "line 2, column 5" of the byte that is number `byte` of `text`, counted from 1.
std::string place_in(std::string_view text, std::size_t byte) {
  const auto before = text.substr(0, byte == 0 ? 0 : byte - 1);
  const auto line = std::ranges::count(before, '\n') + 1;
  const auto last_break = before.rfind('\n');
  const auto column = before.size() - (last_break == before.npos ? 0 : last_break + 1) + 1;
  return fmt::format("line {}, column {}", line, column);
}

}  // namespace

std::optional<std::string> json_problem(std::string_view text) {
  Stop stop;
  if (Parser::sax_parse(text, &stop)) return std::nullopt;
  return fmt::format("{}: see {}", stop.reason, place_in(text, stop.byte));
}

std::optional<std::string> doubled_key(std::string_view text) {
  KeysOnce keys;
  Parser::sax_parse(text, &keys);
  return keys.doubled;
}

}  // namespace edge
