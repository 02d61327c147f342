#include "common/report/json.hpp"

#include "common/base/json_text.hpp"
#include "common/report/json_archive.hpp"

namespace edge {
namespace {

/// Two of the members that a field list cannot check by itself.
void check_references(const Report& report) {
  std::set<int> numbers;
  for (const Evidence& evidence : report.evidence) {
    if (!numbers.insert(evidence.number).second) {
      json::refuse("report.evidence", fmt::format("number {} is there twice", evidence.number));
    }
  }
  for (const Verdict& verdict : report.verdicts) {
    for (const int number : verdict.evidence) {
      if (numbers.contains(number)) continue;
      json::refuse("report.verdicts",
                   fmt::format("{} cites evidence {}, which is not there", verdict.code, number));
    }
  }
}

}  // namespace

nlohmann::ordered_json report_to_json(const Report& report) {
  return json::Writer::document(report, kReportSchemaVersion);
}

std::string report_json_text(const Report& report) {
  return json_text(report_to_json(report), 2) + "\n";
}

Report report_from_json(const nlohmann::ordered_json& json) {
  json::Members members(json, "report");
  int version = 0;
  json::Reader::read_field(members, "schema_version", Presence::always, version);
  if (version != kReportSchemaVersion) {
    json::refuse("report.schema_version", fmt::format("is {}, this program reads {}", version,
                                                      kReportSchemaVersion));
  }
  Report report;
  json::Reader::read_fields(members, report);
  members.finish();
  check_references(report);
  return report;
}

}  // namespace edge
