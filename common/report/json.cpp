#include "common/report/json.hpp"

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

/// The version comes before everything else, in the text and in judging it.
template <class Archive, class R>
void document(Archive& archive, int& version, R& report) {
  archive("schema_version", version);
  if (version != kReportSchemaVersion) {
    json::refuse("report.schema_version", fmt::format("is {}, this program reads {}", version,
                                                      kReportSchemaVersion));
  }
  json::fields(archive, report);
}

}  // namespace

nlohmann::ordered_json report_to_json(const Report& report) {
  json::Writer writer;
  int version = kReportSchemaVersion;
  document(writer, version, report);
  return writer.take();
}

std::string report_json_text(const Report& report) {
  const auto replace = nlohmann::ordered_json::error_handler_t::replace;
  return report_to_json(report).dump(2, ' ', false, replace) + "\n";
}

Report report_from_json(const nlohmann::ordered_json& json) {
  Report report;
  json::Reader reader(json, "report");
  int version = 0;
  document(reader, version, report);
  reader.finish();
  check_references(report);
  return report;
}

}  // namespace edge
