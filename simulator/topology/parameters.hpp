// Reads the parameters of a fault or a topology: each takes what it knows, then says that nothing
// is left over. Every complaint names the parameter and what is allowed.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulator/topology/topology.hpp"

namespace edge::sim {

/// Parameters of a fault or a topology, as written (a list becomes "a, b"); each parses its own.
using Parameters = std::map<std::string, std::string>;

/// Where something stands in the file, for complaints; counted from 1. Line 0: not from a file.
struct Place {
  int line = 0, column = 0;
  bool operator==(const Place&) const = default;
};

/// Of a topology or a fault, and of the name of each of its parameters.
struct Places {
  Place whole;
  std::map<std::string, Place> parameters;
};

/// What is wrong with a parameter that stands in the file: the complaint belongs there.
class ParameterError : public std::invalid_argument {
 public:
  /// `what` names the parameter itself: "'at': host does not forward anyway".
  ParameterError(const std::string& name, const std::string& what);
  const std::string& parameter() const { return parameter_; }

 private:
  std::string parameter_;
};

/// A missing parameter is a std::invalid_argument, every other complaint a ParameterError.
class ParameterReader {
 public:
  explicit ParameterReader(const Parameters& parameters) : parameters_(parameters) {}

  /// The text as written; absent parameters give `otherwise`, or a complaint without one.
  std::string text(const std::string& name, std::optional<std::string> otherwise = {});
  int number(const std::string& name, int smallest, int largest, std::optional<int> otherwise = {});
  std::uint16_t port(const std::string& name, std::uint16_t otherwise);
  /// At most 100 years.
  Duration duration(const std::string& name, std::optional<Duration> otherwise = {});
  /// A probability, written "2.5%" and read as 0.025.
  double share(const std::string& name, double otherwise);
  /// Bits per second, written "512kbit", "10Mbit" or "1Gbit"; at most 1000 Gbit.
  std::uint64_t bit_rate(const std::string& name, std::uint64_t otherwise);
  std::string choice(const std::string& name, const std::vector<std::string>& allowed,
                     std::optional<std::string> otherwise = {});
  /// One or more of `allowed`, none twice.
  std::vector<std::string> choices(const std::string& name,
                                   const std::vector<std::string>& allowed);
  std::optional<IpAddress> address(const std::string& name);
  /// One or more networks: "198.51.100.0/24, 10.0.0.0/8".
  std::vector<Prefix> prefixes(const std::string& name, const std::string& otherwise);
  /// One or more.
  std::vector<IpAddress> addresses(const std::string& name);
  /// An IPv4 network such as "172.18.0.0/16", /8 to /30, without bits behind the prefix.
  Prefix network(const std::string& name, const std::string& otherwise);
  /// A node of `topology` by its name.
  Node& node(Topology& topology, const std::string& name);
  /// The first wire between the nodes "from" and "to", whichever way it was laid.
  Wire& wire(Topology& topology);
  /// Complains about parameters that nobody asked for.
  void finish() const;

  template <class T>
  using Names = std::vector<std::pair<std::string, T>>;
  /// As choice(), giving the value that goes with the name; the first is the default if `optional`.
  template <class T>
  T value(const std::string& name, const Names<T>& names, bool optional) {
    std::vector<std::string> allowed;
    for (const auto& row : names) allowed.push_back(row.first);
    const auto chosen =
        choice(name, allowed, optional ? std::optional{allowed.front()} : std::nullopt);
    for (const auto& row : names) {
      if (row.first == chosen) return row.second;
    }
    return names.front().second;  // choice() has refused every other name
  }

 private:
  const Parameters& parameters_;
  std::set<std::string> known_;
};

}  // namespace edge::sim
