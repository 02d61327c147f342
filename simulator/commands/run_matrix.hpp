// `edgesim run --matrix`: each fault in networks drawn at random, and the verdicts on it.
#pragma once

#include <cstdint>
#include <string>

namespace edge::sim {

struct MatrixRequest {
  std::uint64_t seed = 1;
  int runs = 10;             // of each fault, and of healthy networks
  std::size_t jobs = 1;
  std::string format = "text";  // or "json"
  bool verbose = false;         // each wrong run's scenario as well
};

/// Prints the matrix. Gives the exit code: kNotMet if a verdict was wrong.
int run_matrix(const MatrixRequest& request);

}  // namespace edge::sim
