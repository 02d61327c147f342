// How often the probe names what was broken: faults against verdicts. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "simulator/fuzz/judge_case.hpp"

namespace edge::sim {

/// Of one fault, or of none.
struct MatrixRow {
  std::string fault;  // empty: a healthy network
  int runs = 0;
  std::map<Rating, int> ratings;
  std::map<std::string, int> wrong;  // verdicts that name what is not there
  int of(Rating rating) const;
};

/// One run's place in it.
struct MatrixCell {
  std::string fault;
  Rating rating = Rating::connected;
  std::string verdict;
};

class Matrix {
 public:
  void add(const MatrixCell& cell);
  /// In the order in which faults came first.
  const std::vector<MatrixRow>& rows() const { return rows_; }
  int of(Rating rating) const;

 private:
  std::vector<MatrixRow> rows_;
};

/// The bounds of a share with a confidence of 95 %: Wilson's score interval, which holds for few
/// runs and shares near 0 or 1 too.
struct Interval {
  double low = 0, high = 1;
};
Interval wilson_interval(int hits, int of);

/// For people: a line for each fault, and the share of failures whose cause was named.
std::string matrix_text(const Matrix& matrix);

}  // namespace edge::sim
