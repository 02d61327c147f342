#include "probe/run/older_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "common/amqp/error.hpp"
#include "common/base/error_fact.hpp"
#include "common/report/json.hpp"
#include "common/world/endpoint.hpp"
#include "probe/attempt/stages.hpp"

namespace edge::probe {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kUnknown = "unknown";  // symbol of words that are of no table

std::string text_in(const Json& object, const char* key) {
  if (!object.is_object()) return {};
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// "ECONNREFUSED", "EAI_AGAIN", "EOF".
bool is_symbol(std::string_view text) {
  return text.size() > 1 && std::ranges::all_of(text, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

/// Of the words that version 1 had for an error. Rules know symbols of errno and of AMQP.
std::string symbol_of_words(const std::string& words) {
  if (is_symbol(words)) return words;
  for (int code = static_cast<int>(AmqpErrc::not_amqp);
       code <= static_cast<int>(AmqpErrc::sasl_no_mechanism); ++code) {
    const ErrorFact fact = error_in_words(make_error_code(static_cast<AmqpErrc>(code)));
    if (fact.text == words) return fact.symbol;
  }
  return std::string(kUnknown);
}

/// In details, and in the lists that they have.
void add_symbols(Json& value) {
  if (value.is_array()) {
    for (Json& each : value) add_symbols(each);
  } else if (value.is_object()) {
    const std::string words = text_in(value, "error");
    for (auto& [key, member] : value.items()) {
      if (member.is_structured()) add_symbols(member);
    }
    if (!words.empty()) value["error_symbol"] = symbol_of_words(words);
  }
}

/// The members of a list of objects; none of what is no list.
std::vector<Json*> each_in(Json& report, const char* key) {
  std::vector<Json*> members;
  const auto list = report.find(key);
  if (list == report.end() || !list->is_array()) return members;
  for (Json& one : *list) {
    if (one.is_object()) members.push_back(&one);
  }
  return members;
}

std::uint16_t port_in(const std::string& endpoint) {
  const auto parsed = parse_endpoint(endpoint);
  return parsed ? parsed->port : 0;
}

/// What the evidence of one transport says of where it went.
struct Aim {
  std::string proxy;           // "proxy.example:3128"
  std::uint16_t traced = 0;    // port of the hub that a path trace was for
  std::uint16_t dialled = 0;   // of the hub, or of the proxy
  std::string name;            // that was looked up for it
};

Aim aim_of(Json& report, const std::string& transport) {
  Aim aim;
  for (Json* evidence : each_in(report, "evidence")) {
    if (text_in(*evidence, "transport") != transport) continue;
    const auto found = evidence->find("detail");
    if (found == evidence->end()) continue;
    const std::string kind = text_in(*found, "kind");
    if (kind == "path") aim.traced = port_in(text_in(*found, "target"));
    if (kind == "connect") aim.dialled = port_in(text_in(*evidence, "peer"));
    if (kind == "resolve") aim.name = text_in(*found, "name");
    if (kind == "proxy") aim.proxy = text_in(*found, "proxy");
  }
  if (const auto scheme = aim.proxy.find("://"); scheme != aim.proxy.npos) {
    aim.proxy.erase(0, scheme + 3);
  }
  const bool other_name = !aim.name.empty() && aim.name != text_in(report, "host");
  if (aim.proxy.empty() && other_name) aim.proxy = fmt::format("{}:{}", aim.name, aim.dialled);
  return aim;
}

Json targets_of(Json& report) {
  Json targets = Json::array();
  std::set<std::string> seen;
  for (Json* attempt : each_in(report, "attempts")) {
    const std::string transport = text_in(*attempt, "transport");
    const TransportRow* row = find_transport(transport);
    if (!row || !seen.insert(transport).second) continue;
    const Aim aim = aim_of(report, transport);
    std::uint16_t port = aim.traced;
    if (port == 0 && aim.proxy.empty()) port = aim.dialled;
    if (port == 0) port = row->default_port;
    Json target{{"transport", transport}, {"port", port}};
    if (!aim.proxy.empty()) target["proxy"] = aim.proxy;
    targets.push_back(std::move(target));
  }
  return targets;
}

/// An attempt says whether the agent counted as connected.
void add_connected(Json& report) {
  std::set<std::string> connected;
  for (Json* evidence : each_in(report, "evidence")) {
    const StageRow* stage = find_stage(text_in(*evidence, "stage"));
    if (!stage || !stage->connected || text_in(*evidence, "outcome") != "ok") continue;
    connected.insert(text_in(*evidence, "transport"));
  }
  for (Json* attempt : each_in(report, "attempts")) {
    if (connected.contains(text_in(*attempt, "transport"))) (*attempt)["connected"] = true;
  }
}

void bring_up_from_1(Json& report) {
  report["targets"] = targets_of(report);
  add_connected(report);
  for (Json* evidence : each_in(report, "evidence")) {
    const auto detail = evidence->find("detail");
    if (detail != evidence->end()) add_symbols(*detail);
  }
  if (text_in(report, "host_verdict") == "not-evaluated") report.erase("host_verdict");
}

}  // namespace

Json brought_up_to_date(Json report) {
  const auto version = report.is_object() ? report.find("schema_version") : report.end();
  if (version == report.end() || *version != 1) return report;
  bring_up_from_1(report);
  report["schema_version"] = kReportSchemaVersion;
  return report;
}

}  // namespace edge::probe
