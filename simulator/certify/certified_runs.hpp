// The runs that a certificate rests on: every fault in every network of the program that takes it,
// with several sets of parameters. Always the same ones, so that a certificate can be repeated.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "probe/verdicts/verdicts.hpp"
#include "simulator/fuzz/judge_case.hpp"
#include "simulator/scenario/scenario.hpp"

namespace edge::sim {

/// A network with one fault, for the probe of the usual agent with credentials.
struct CertifiedNetwork {
  std::string topology;
  std::string fault;
  Scenario scenario;
};

/// Of each fault in each network, or in `topology` alone, up to `sets` sets of parameters, no two
/// alike.
std::vector<CertifiedNetwork> certified_networks(int sets, std::string_view topology = {});

/// A probe that is taken away, to see that it is needed: the evidence that comes from it.
struct Weakening {
  std::string_view name;  // "traces"
  bool (*leaves_out)(const Evidence&);
};
std::span<const Weakening> weakenings();
/// Null if there is none of that name.
const Weakening* find_weakening(std::string_view name);

/// What the probe says of a network, and what it could have known.
struct CertifiedRun {
  std::string topology;
  std::string fault;
  std::string parameters;  // " at=host port=443"
  Rating rating = Rating::connected;
  std::string verdict;     // the first one's code
  std::string words;       // its cause and what would make sure: the place is named there
  std::string packets;     // fingerprint of all that its kernel gave the probe, and when
};

/// Judged with all of its evidence, or without what `weakening` leaves out.
CertifiedRun run_certified(const CertifiedNetwork& network, const Weakening* weakening = nullptr);

}  // namespace edge::sim
