#include "simulator/fuzz/matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace edge::sim {
namespace {

std::string wrong_text(const MatrixRow& row) {
  std::string text;
  for (const auto& [verdict, times] : row.wrong) {
    text += fmt::format("{}{}{}", text.empty() ? "" : ", ", verdict,
                        times > 1 ? fmt::format(" ({} times)", times) : "");
  }
  return text;
}

std::string line_of(const MatrixRow& row) {
  auto line = fmt::format("{:<30}{:>6}{:>8}{:>11}{:>11}{:>7}  {}",
                          row.fault.empty() ? "(healthy)" : row.fault, row.runs,
                          row.of(Rating::right), row.of(Rating::connected),
                          row.of(Rating::undecided), row.of(Rating::wrong), wrong_text(row));
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

int MatrixRow::of(Rating rating) const {
  const auto found = ratings.find(rating);
  return found == ratings.end() ? 0 : found->second;
}

void Matrix::add(const MatrixCell& cell) {
  auto row = std::ranges::find(rows_, cell.fault, &MatrixRow::fault);
  if (row == rows_.end()) row = rows_.insert(rows_.end(), {cell.fault, 0, {}, {}});
  ++row->runs;
  ++row->ratings[cell.rating];
  if (cell.rating == Rating::wrong) ++row->wrong[cell.verdict];
}

int Matrix::of(Rating rating) const {
  int sum = 0;
  for (const auto& row : rows_) sum += row.of(rating);
  return sum;
}

Interval wilson_interval(int hits, int of) {
  if (of == 0) return {};
  constexpr double z = 1.959964;  // of the normal distribution, two-sided 95 %
  const double n = of, share = hits / n;
  const double middle = share + z * z / (2 * n);
  const double reach = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  const double scale = 1 + z * z / n;
  return {std::max(0.0, (middle - reach) / scale), std::min(1.0, (middle + reach) / scale)};
}

std::string matrix_text(const Matrix& matrix) {
  std::string text = fmt::format("{:<30}{:>6}{:>8}{:>11}{:>11}{:>7}  {}\n", "fault", "runs",
                                 "right", "connected", "undecided", "wrong", "wrong verdicts");
  for (const auto& row : matrix.rows()) text += line_of(row);
  const int right = matrix.of(Rating::right);
  const int failed = right + matrix.of(Rating::undecided) + matrix.of(Rating::wrong);
  const auto between = wilson_interval(right, failed);
  text += fmt::format("\nThe cause was named in {} of {} runs that had one to name: {:.1f} % (95 % "
                      "confidence: {:.1f} % to {:.1f} %); {} wrong.\n",
                      right, failed, failed == 0 ? 100.0 : 100.0 * right / failed,
                      100 * between.low, 100 * between.high, matrix.of(Rating::wrong));
  return text;
}

}  // namespace edge::sim
