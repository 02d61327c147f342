// One hub from several networks, side by side: the value that `edgeprobe matrix` prints. Its texts
// are escaped already.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/report/report.hpp"

namespace edge::probe {

struct MatrixColumn {
  std::string name;              // "host", "default bridge", "module network"
  std::string vantage;           // of `run --vantage`; empty: the program's own network
  bool direct = false;           // without the proxy that the others go by
  std::string why_not;           // one line; empty: there is a report
  std::optional<Report> report;
};

template <class F>
constexpr auto fields_of(F f, const MatrixColumn*) {
  return f.described("matrix-column", "a run in one network",
                     f.always("name", &MatrixColumn::name),
                     f.optional("vantage", &MatrixColumn::vantage,
                                "of `run --vantage`; absent: the program's own network"),
                     f.known("direct", &MatrixColumn::direct,
                             "true: without the proxy that the others go by"),
                     f.optional("why_not", &MatrixColumn::why_not,
                                "why there was no run; absent: there is a report"),
                     f.optional("report", &MatrixColumn::report));
}

/// What is compared, with a text for each column.
struct MatrixRow {
  std::string what;
  std::vector<std::string> values;
  bool differs = false;
};

template <class F>
constexpr auto fields_of(F f, const MatrixRow*) {
  return f.described("matrix-row", "what is compared", f.always("what", &MatrixRow::what),
                     f.always("values", &MatrixRow::values, "one for each column"),
                     f.known("differs", &MatrixRow::differs,
                             "true: the columns do, other than by their own addresses and times"));
}

struct MatrixReport {
  std::string program_version, host;
  std::vector<MatrixRow> rows;
  std::string conclusion;        // what the difference says
  std::vector<MatrixColumn> columns;
  int exit_code = 1;
};

template <class F>
constexpr auto fields_of(F f, const MatrixReport*) {
  return f.described("matrix-report", "",
                     f.always("program_version", &MatrixReport::program_version),
                     f.always("host", &MatrixReport::host, "the hub's name"),
                     f.always("conclusion", &MatrixReport::conclusion),
                     f.always("rows", &MatrixReport::rows),
                     f.always("columns", &MatrixReport::columns),
                     f.always("exit_code", &MatrixReport::exit_code));
}

}  // namespace edge::probe
