#include "common/base/error_fact.hpp"

#include <fmt/format.h>

#include <boost/asio/error.hpp>
#include <cstring>

#include "common/base/escape.hpp"
#include "common/base/rows.hpp"

namespace edge {
namespace {

bool is_errno(const ErrorCode& error) {
  return error.category() == boost::system::system_category() ||
         error.category() == boost::system::generic_category();
}

std::string symbol_of(const ErrorCode& error) {
  if (!error) return {};
  if (error == boost::asio::error::eof) return "EOF";
  if (const auto* table = dynamic_cast<const ErrorTable*>(&error.category())) {
    return table->symbol(error.value());
  }
  const char* name = is_errno(error) ? strerrorname_np(error.value()) : nullptr;
  return name ? name : fmt::format("{}.{}", error.category().name(), error.value());
}

bool has_name(const ErrorCode& error) {
  return error == boost::asio::error::eof || is_errno(error);
}

}  // namespace

ErrorFact error_fact(const ErrorCode& error) {
  ErrorFact fact = error_in_words(error);
  if (error && has_name(error)) fact.text = fact.symbol;
  return fact;
}

ErrorFact error_in_words(const ErrorCode& error) {
  if (!error) return {};
  return {symbol_of(error), printable(error.message())};
}

std::string ErrorTable::message(int value) const {
  const auto* row = find(value);
  return row ? std::string(row->text) : fmt::format("unknown {} error", name_);
}

std::string ErrorTable::symbol(int value) const {
  const auto* row = find(value);
  return row ? fmt::format("{}.{}", name_, row->symbol) : fmt::format("{}.{}", name_, value);
}

const ErrorRow* ErrorTable::find(int value) const {
  return find_row(rows_, value, &ErrorRow::value);
}

}  // namespace edge
