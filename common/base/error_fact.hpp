// Errors as evidence has them: a stable symbol, which rules and scripts compare, and words for
// people. Not for what an error means to the user: that is a verdict.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "common/base/result.hpp"

namespace edge {

struct ErrorFact {
  std::string symbol;  // "ECONNRESET", "EOF", "EAI_AGAIN", "amqp.peer-idle"; empty: no error
  std::string text;    // printable; the symbol itself where there is nothing better

  bool empty() const { return symbol.empty(); }
  bool operator==(const ErrorFact&) const = default;
};

/// Of an errno its name, of an orderly end "EOF", of a category of ours its symbol and words. Empty
/// for success.
ErrorFact error_fact(const ErrorCode& error);
/// The same symbol with the category's words, those of an errno too.
ErrorFact error_in_words(const ErrorCode& error);

/// One error of a category of ours.
struct ErrorRow {
  int value = 0;
  std::string_view symbol;  // "peer-idle"
  std::string_view text;
};

/// A category that is a table. `rows` outlives it.
class ErrorTable : public boost::system::error_category {
 public:
  constexpr ErrorTable(const char* name, std::span<const ErrorRow> rows)
      : name_(name), rows_(rows) {}

  const char* name() const noexcept override { return name_; }
  std::string message(int value) const override;
  /// "amqp.peer-idle".
  virtual std::string symbol(int value) const;

 private:
  const ErrorRow* find(int value) const;

  const char* name_;
  std::span<const ErrorRow> rows_;
};

}  // namespace edge
