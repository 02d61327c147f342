// What the comparisons of real C libraries with their imitations share: the scenarios, the question
// in the module's node, and what differs.
#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>

#include "common/report/evidence.hpp"
#include "simulator/run/workers.hpp"
#include "simulator/scenario/scenario.hpp"

namespace edge::sim {

/// The scenarios' files of healthy networks, of faults of name servers, and of all in which a name
/// is not found.
std::vector<std::filesystem::path> scenarios_about_names();

struct Resolved {
  ResolveDetail detail;
  Duration took{};
};

/// The probe's first name resolution; none where it had nothing to ask a name server for.
std::optional<Resolved> resolved_by_probe(Scenario scenario);

/// The network while the library asks; throws where it changes meanwhile.
Topology network_of(const Scenario& scenario);

/// What the program prints, as JSON, in the module's node of that network, with these files of /etc
/// (node_files() has them). Throws where it fails.
nlohmann::json ask_in_module(const Topology& topology, std::uint64_t seed,
                             std::vector<std::string> command,
                             std::map<std::string, std::string> files);

/// Addresses in their order and nanoseconds of `answer` against `ours`; what differs, in words.
std::string difference(const std::string& program, const nlohmann::json& answer,
                       const Resolved& ours);
/// One pair of values in the same words; empty if they are the same.
std::string difference(const std::string& what, const nlohmann::json& real,
                       const nlohmann::json& ours);

inline const std::string kNothingToAsk = "nothing to ask";

/// "same: ..." or "DIFFERENT: ...".
std::string verdict(const std::string& differences, const nlohmann::json& answers);

/// Calls `verdict_on` with 0 ... count - 1, several at once, each in a process of its own, prints
/// what they say under their names, and fails the test for all but "same: ..." and kNothingToAsk.
void expect_the_same(std::size_t count, const std::function<std::string(std::size_t)>& name,
                     const std::function<std::string(std::size_t)>& verdict_on);

}  // namespace edge::sim
