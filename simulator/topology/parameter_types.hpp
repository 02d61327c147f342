// The kinds of values that parameters take: how each is read, shown in help and described in the
// schema.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "simulator/topology/chance.hpp"
#include "simulator/topology/names.hpp"
#include "simulator/topology/parameters.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim {

/// One kind of value that is written as a single text.
template <class T>
struct ValueKind {
  std::string_view form;                          // as help shows it: "PORT"
  std::string_view allowed;                       // for complaints: "a port, 1 to 65535"
  std::optional<T> (*parse)(const std::string&);  // nothing: refused
  std::string_view schema;                        // of one value, in JSON
  std::span<const std::string_view> examples;     // such as networks have
};

namespace kind {
extern const ValueKind<std::string> text;           // one line
extern const ValueKind<std::string> mechanism;      // of SASL
extern const ValueKind<std::string> host;           // a host's name
extern const ValueKind<std::uint16_t> port;         // TCP or UDP
extern const ValueKind<Duration> duration;          // at most 100 years
extern const ValueKind<double> share;               // a probability, "2.5%" read as 0.025
extern const ValueKind<std::uint64_t> bit_rate;     // "512kbit" in bits per second
extern const ValueKind<IpAddress> address;
extern const ValueKind<Prefix> prefix;              // IPv4, no bits behind the prefix
extern const ValueKind<Prefix> host_network;        // a prefix that hosts can have, /8 to /30
}  // namespace kind

/// One or two of `items`, none twice.
template <class Items>
Written drawn_list(Chance& chance, const Items& items) {
  std::vector<std::string> list{std::string(chance.one_of(items))};
  const std::string second(chance.one_of(items));
  if (second != list.front() && chance.one_in(2)) list.push_back(second);
  return Written(std::move(list));
}

/// A single value.
template <class T>
class ValueParameter final : public TypedParameter<T> {
 public:
  constexpr ValueParameter(std::string_view name, const ValueKind<T>& kind, Absence absence,
                           std::string_view what = {})
      : TypedParameter<T>(name, absence, what), kind_(kind) {}

  T read(const Written& written) const override {
    const auto text = written.text();
    if (auto value = kind_.parse(text)) return *value;
    this->refuse(text);
  }
  std::string form() const override { return std::string(kind_.form); }
  std::string allowed(const Topology*) const override { return std::string(kind_.allowed); }
  Written drawn(Chance& chance, const Topology*) const override {
    return std::string(chance.one_of(kind_.examples));
  }
  nlohmann::ordered_json value_schema() const override { return parsed_schema(kind_.schema); }

 private:
  const ValueKind<T>& kind_;
};

/// One or more values, as a list or as "A, B".
template <class T>
class ListParameter final : public TypedParameter<std::vector<T>> {
 public:
  constexpr ListParameter(std::string_view name, const ValueKind<T>& kind, Absence absence,
                          std::string_view what = {})
      : TypedParameter<std::vector<T>>(name, absence, what), kind_(kind) {}

  std::vector<T> read(const Written& written) const override {
    std::vector<T> values;
    for (const auto& item : list_items(written)) {
      auto value = kind_.parse(item);
      if (!value) this->refuse(item);
      values.push_back(std::move(*value));
    }
    if (values.empty()) this->refuse("");
    return values;
  }
  std::string form() const override { return std::string(kind_.form) + ",..."; }
  std::string allowed(const Topology*) const override { return std::string(kind_.allowed); }
  Written drawn(Chance& chance, const Topology*) const override {
    return drawn_list(chance, kind_.examples);
  }
  nlohmann::ordered_json value_schema() const override {
    return schema_of_list(parsed_schema(kind_.schema));
  }

 private:
  bool takes_list() const override { return true; }
  const ValueKind<T>& kind_;
};

/// A whole number of a range.
class NumberParameter final : public TypedParameter<int> {
 public:
  constexpr NumberParameter(std::string_view name, int smallest, int largest, Absence absence,
                            std::string_view what = {})
      : TypedParameter(name, absence, what), smallest_(smallest), largest_(largest) {}
  int read(const Written& written) const override;
  std::string form() const override { return "NUMBER"; }
  std::string allowed(const Topology*) const override;
  Written drawn(Chance& chance, const Topology*) const override;
  nlohmann::ordered_json value_schema() const override;

 private:
  int smallest_, largest_;
};

/// A node of the topology by its name.
class NodeParameter final : public TypedParameter<std::string> {
 public:
  constexpr explicit NodeParameter(std::string_view name) : TypedParameter(name, kRequired, {}) {}
  std::string read(const Written& written) const override { return written.text(); }
  /// The node that `with`, made for `topology`, names.
  Node& find(Topology& topology, const Arguments& with) const;
  bool names_node() const override { return true; }
  std::string form() const override { return "NODE"; }
  std::string allowed(const Topology* on) const override;
  /// `on` is not null.
  Written drawn(Chance& chance, const Topology* on) const override;
  nlohmann::ordered_json value_schema() const override;

 private:
  void check_value(const Written& written, const Topology* on) const override;
};

/// A name of some table, which is asked when it is needed.
class NameParameter final : public TypedParameter<std::string> {
 public:
  using Names = std::vector<std::string> (*)();
  constexpr NameParameter(std::string_view name, Names names, Absence absence,
                          std::string_view what = {})
      : TypedParameter(name, absence, what), names_(names) {}
  std::string read(const Written& written) const override;
  std::string form() const override { return joined(names_(), "|"); }
  std::string allowed(const Topology*) const override { return joined(names_(), ", "); }
  Written drawn(Chance& chance, const Topology*) const override { return chance.one_of(names_()); }
  nlohmann::ordered_json value_schema() const override { return schema_of_names(names_()); }

 private:
  Names names_;
};

template <class T, std::size_t N>
std::vector<std::string> names_of(const std::array<Choice<T>, N>& choices) {
  std::vector<std::string> names;
  for (const auto& choice : choices) names.emplace_back(choice.name);
  return names;
}

/// One of some names, read as what it stands for. `choices` outlives it.
template <class T, std::size_t N>
class ChoiceParameter final : public TypedParameter<T> {
 public:
  constexpr ChoiceParameter(std::string_view name, const std::array<Choice<T>, N>& choices,
                            Absence absence, std::string_view what = {})
      : TypedParameter<T>(name, absence, what), choices_(choices) {}

  T read(const Written& written) const override {
    const auto text = written.text();
    const auto found = std::ranges::find(choices_, text, &Choice<T>::name);
    if (found == choices_.end()) this->refuse(text);
    return found->value;
  }
  std::string form() const override { return joined(names_of(choices_), "|"); }
  std::string allowed(const Topology*) const override { return joined(names_of(choices_), ", "); }
  Written drawn(Chance& chance, const Topology*) const override {
    return std::string(chance.one_of(choices_).name);
  }
  nlohmann::ordered_json value_schema() const override {
    return schema_of_names(names_of(choices_));
  }

 private:
  const std::array<Choice<T>, N>& choices_;
};

/// One or more of some names, none twice. `choices` outlives it.
template <class T, std::size_t N>
class ChoicesParameter final : public TypedParameter<std::vector<T>> {
 public:
  constexpr ChoicesParameter(std::string_view name, const std::array<Choice<T>, N>& choices,
                             Absence absence, std::string_view what = {})
      : TypedParameter<std::vector<T>>(name, absence, what), choices_(choices) {}

  std::vector<T> read(const Written& written) const override {
    std::vector<T> chosen;
    auto items = list_items(written);
    for (auto item = items.begin(); item != items.end(); ++item) {
      const auto found = std::ranges::find(choices_, *item, &Choice<T>::name);
      if (found == choices_.end()) this->refuse(*item);
      if (std::find(items.begin(), item, *item) != item) this->refuse_again(*item);
      chosen.push_back(found->value);
    }
    if (chosen.empty()) this->refuse("");
    return chosen;
  }
  std::string form() const override { return joined(names_of(choices_), "|") + ",..."; }
  std::string allowed(const Topology*) const override { return joined(names_of(choices_), ", "); }
  Written drawn(Chance& chance, const Topology*) const override {
    return drawn_list(chance, names_of(choices_));
  }
  nlohmann::ordered_json value_schema() const override {
    return schema_of_list(schema_of_names(names_of(choices_)));
  }

 private:
  bool takes_list() const override { return true; }
  const std::array<Choice<T>, N>& choices_;
};

}  // namespace edge::sim
