// Parameters of faults and topologies. A row declares each of its parameters once; how it is read,
// what a complaint says, help, docs and schema all come from that. Not for what kinds of values
// there are: parameter_types.hpp.
#pragma once

#include <compare>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/rows.hpp"

namespace edge {
struct Topology;
}

namespace edge::sim {
class Chance;
}

namespace edge::sim {

/// What is written for one parameter: a text, or a list of texts.
struct Written {
  std::vector<std::string> items;
  bool list = false;  // given as one, so that no item is a list itself
  std::string odd;    // what else it is, which no parameter takes: "a mapping"

  Written() = default;
  Written(const char* text) : items{text} {}
  Written(std::string text) : items{std::move(text)} {}
  explicit Written(std::vector<std::string> each) : items(std::move(each)), list(true) {}
  static Written neither(std::string what);
  /// A list as "a, b".
  std::string text() const;
  auto operator<=>(const Written&) const = default;
};

/// A list or a text, as it was given.
nlohmann::json json_of(const Written& written);
/// A text, a number, true, false or a list of texts; anything else is odd.
Written written_from(const nlohmann::json& json);

using Parameters = std::map<std::string, Written>;

/// {"at=host", "port=443"} as parameters. Throws std::invalid_argument for what is no KEY=VALUE and
/// for a key that is given twice.
Parameters parse_parameters(std::span<const std::string> words);
/// " at=host port=443"; a list as "a,b".
std::string parameters_text(const Parameters& parameters);

/// Where something stands in a file, for complaints; counted from 1. Line 0: not from a file.
struct Place {
  int line = 0, column = 0;
  bool operator==(const Place&) const = default;
};

/// Of a topology or a fault, and of the name of each of its parameters.
struct Places {
  Place whole;
  std::map<std::string, Place> parameters;
  /// Of a topology that the file describes, by its path: "nodes[0].routes[1]".
  std::map<std::string, Place> parts;
};

/// What is wrong with a parameter that stands in the file: the complaint belongs there.
class ParameterError : public std::invalid_argument {
 public:
  /// `what` names the parameter itself: "'at': host does not forward anyway".
  ParameterError(std::string_view name, const std::string& what);
  const std::string& parameter() const { return parameter_; }

 private:
  std::string parameter_;
};

/// What holds when a parameter is not given.
struct Absence {
  enum class Kind { required, optional, usual };
  Kind kind = Kind::usual;
  std::string_view usual;  // the value then, as one would write it

  constexpr Absence(const char* value) : usual(value) {}
  constexpr explicit Absence(Kind of) : kind(of) {}
};
inline constexpr Absence kRequired{Absence::Kind::required};
inline constexpr Absence kOptional{Absence::Kind::optional};

/// One parameter as far as its type does not matter.
class Parameter {
 public:
  constexpr Parameter(std::string_view name, Absence absence, std::string_view what)
      : name_(name), absence_(absence), what_(what) {}

  std::string_view name() const { return name_; }
  const Absence& absence() const { return absence_; }
  /// What it means, or what holds without it, where name and type do not say it; or empty.
  std::string_view what() const { return what_; }
  /// What it takes, as help shows it: "PORT", "drop|pass|reject".
  virtual std::string form() const = 0;
  /// Whether it takes the name of a node.
  virtual bool names_node() const { return false; }
  /// Of what may be written, as a list of one as well.
  nlohmann::ordered_json schema() const;
  /// What may be written, for complaints. `on` is null where no network is at hand.
  virtual std::string allowed(const Topology* on) const = 0;
  /// A value that may be written, such as networks have. `on` as above.
  virtual Written drawn(Chance& chance, const Topology* on) const = 0;
  /// Throws ParameterError that names the parameter, its type and what is allowed.
  void check(const Written& written, const Topology* on) const;
  /// The complaint of a row that has its own reasons: `written`, a part of what was given, cannot
  /// be, why, and what could be there.
  ParameterError refusal(std::string_view written, std::string_view why,
                         std::string_view allowed) const;

 protected:
  ~Parameter() = default;
  [[noreturn]] void refuse(const std::string& written, const Topology* on = nullptr) const;
  virtual nlohmann::ordered_json value_schema() const = 0;
  [[noreturn]] void refuse_again(const std::string& item) const;  // it is in the list twice

 private:
  virtual void check_value(const Written& written, const Topology* on) const = 0;
  virtual bool takes_list() const { return false; }

  std::string_view name_;
  Absence absence_;
  std::string_view what_;
};

template <class T>
class TypedParameter : public Parameter {
 public:
  using Parameter::Parameter;
  virtual T read(const Written& written) const = 0;

 protected:
  ~TypedParameter() = default;

 private:
  void check_value(const Written& written, const Topology*) const override { read(written); }
};

// What the kinds of parameters share.

/// The items of a list, however it is written: ["a", "b"] or "a, b".
std::vector<std::string> list_items(const Written& written);
std::string joined(const std::vector<std::string>& names, std::string_view separator);
/// What a reader of YAML takes `text` for: a number, a truth value or a string.
nlohmann::ordered_json as_json(std::string_view text);
nlohmann::ordered_json parsed_schema(std::string_view json);
nlohmann::ordered_json schema_of_names(const std::vector<std::string>& names);
/// A single item may stand alone.
nlohmann::ordered_json schema_of_list(const nlohmann::ordered_json& item);

/// The parameters of one row, in the order of its help.
using ParameterList = ListInRow<const Parameter*, 16>;

/// "at=NODE (required), port=PORT (5671)".
std::string help_text(const ParameterList& parameters);
/// The JSON schema of a mapping with these parameters.
nlohmann::ordered_json schema_of(const ParameterList& parameters);

/// Values for those that are required, and for some of the others; a row may still have its reasons
/// to refuse them.
Parameters drawn(const ParameterList& parameters, Chance& chance, const Topology* on = nullptr);

/// What was given for the parameters of a row, all of it checked.
class Arguments {
 public:
  /// For a change of `on`; null: of nothing that is there already. Throws ParameterError for what
  /// the row does not know or its type refuses, and std::invalid_argument for a required one that
  /// is missing.
  Arguments(const ParameterList& parameters, const Parameters& given, const Topology* on = nullptr);

  /// The value given, or the usual one.
  template <class T>
  T operator[](const TypedParameter<T>& parameter) const {
    return parameter.read(*written(parameter));
  }

  /// The value given, if there is one.
  template <class T>
  std::optional<T> find(const TypedParameter<T>& parameter) const {
    const auto* text = written(parameter);
    return text ? std::optional<T>(parameter.read(*text)) : std::nullopt;
  }

 private:
  /// Null for an optional one that is not given. A row that asks for a parameter it has not
  /// declared is a bug.
  const Written* written(const Parameter& parameter) const;

  std::map<const Parameter*, Written> values_;
};

}  // namespace edge::sim
