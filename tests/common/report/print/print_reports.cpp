// Prints the sample reports as JSON, one a line, for schema_test.py.
#include <iostream>
#include <nlohmann/json.hpp>

#include "common/report/json.hpp"
#include "tests/support/sample_reports.hpp"

int main() {
  using namespace edge;
  for (const Report& report : {test::full_report(), test::bare_report(), test::vpn_report()}) {
    Report judged = report;
    if (judged.verdicts.empty()) judged.verdicts = test::bare_report().verdicts;
    std::cout << report_to_json(judged).dump() << "\n";
  }
}
