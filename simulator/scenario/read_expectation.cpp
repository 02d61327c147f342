#include "simulator/scenario/read_expectation.hpp"

namespace edge::sim {
namespace {

const std::vector<std::string> kOutcomes{"ok", "failed", "timed-out", "cancelled", "skipped"};

Outcome outcome_named(const std::string& name) {
  for (const auto outcome :
       {Outcome::ok, Outcome::failed, Outcome::timed_out, Outcome::cancelled}) {
    if (name_of(outcome) == name) return outcome;
  }
  return Outcome::skipped;
}

ExpectedAttempt read_attempt(const YAML::Node& node, const Vocabulary& names) {
  const YamlMap map(node, "an attempt", {"transport", "stage", "outcome", "begins", "ends"});
  ExpectedAttempt attempt;
  attempt.transport = yaml_choice(map.require("transport"), "transport", names.transports);
  auto stages = names.stages;
  stages.insert(stages.end(), names.requested_stages.begin(), names.requested_stages.end());
  attempt.stage = yaml_choice(map.require("stage"), "stage", stages);
  attempt.outcome = outcome_named(yaml_choice(map.require("outcome"), "outcome", kOutcomes));
  if (auto begins = map.find("begins")) attempt.begins = yaml_duration(*begins, "begins");
  if (auto ends = map.find("ends")) attempt.ends = yaml_duration(*ends, "ends");
  return attempt;
}

ExpectedExec read_exec(const YAML::Node& node) {
  const YamlMap map(node, "exec", {"exit", "lasts", "within", "hub"});
  ExpectedExec expect;
  if (auto exit = map.find("exit")) {
    expect.never_ends = exit->IsScalar() && exit->Scalar() == "never";
    if (!expect.never_ends) expect.exit = static_cast<int>(yaml_number(*exit, "exit", 255));
  }
  if (auto lasts = map.find("lasts")) expect.lasts = yaml_duration(*lasts, "lasts");
  if (auto within = map.find("within")) expect.within = yaml_duration(*within, "within");
  if (auto hub = map.find("hub")) {
    const YamlMap seen(*hub, "hub", {"connections", "opens", "authorized", "links", "messages"});
    const auto count = [&](std::string_view key, std::optional<int>& value) {
      if (auto found = seen.find(key)) value = static_cast<int>(yaml_number(*found, key, 1000000));
    };
    count("connections", expect.connections);
    count("opens", expect.opens);
    count("authorized", expect.authorized);
    count("links", expect.links);
    count("messages", expect.messages);
  }
  return expect;
}

Expectation read_outcome(const YAML::Node& node, const Vocabulary& names) {
  const YamlMap map(node, "expect",
                    {"exit", "ends", "verdict", "also", "host-verdict", "identity", "attempts",
                     "log", "thrown-off", "within", "exec"});
  Expectation expect;
  if (auto exit = map.find("exit")) {
    expect.exit = static_cast<int>(yaml_number(*exit, "exit", 255));
  }
  if (auto ends = map.find("ends")) expect.ends = yaml_duration(*ends, "ends");
  if (auto within = map.find("within")) expect.within = yaml_duration(*within, "within");
  if (auto code = map.find("verdict")) {
    expect.verdict = yaml_choice(*code, "verdict", names.verdicts);
  }
  if (auto code = map.find("host-verdict")) expect.host_verdict = yaml_text(*code, "host-verdict");
  if (auto identity = map.find("identity")) {
    expect.identity = yaml_choice(*identity, "identity", {"checked", "not-checked"});
  }
  if (auto count = map.find("thrown-off")) {
    expect.thrown_off = static_cast<int>(yaml_number(*count, "thrown-off", 1000));
  }
  if (auto exec = map.find("exec")) expect.exec = read_exec(*exec);
  if (auto also = map.find("also")) {
    auto& codes = expect.also.emplace();
    yaml_each(*also, "also", [&](const auto& item) {
      codes.push_back(yaml_choice(item, "verdict", names.verdicts));
    });
  }
  if (auto attempts = map.find("attempts")) {
    auto& list = expect.attempts.emplace();
    yaml_each(*attempts, "attempts",
              [&](const auto& item) { list.push_back(read_attempt(item, names)); });
  }
  if (auto log = map.find("log")) {
    yaml_each(*log, "log",
              [&](const auto& item) { expect.log.push_back(yaml_text(item, "a line")); });
  }
  return expect;
}

}  // namespace

Expectation read_expectation(const YAML::Node& node, const Vocabulary& names, bool statistical) {
  const auto set = node.IsMap() ? node["any-of"] : YAML::Node(YAML::NodeType::Undefined);
  if (!set) return read_outcome(node, names);
  if (!statistical) throw YamlError(set.Mark(), "any-of needs 'statistical: true'");
  const YamlMap map(node, "expect", {"any-of"});
  Expectation expect;
  yaml_each(map.require("any-of"), "any-of", [&](const auto& item) {
    expect.any_of.push_back(read_outcome(item, names));
  });
  if (expect.any_of.size() < 2) throw YamlError(set.Mark(), "any-of needs two outcomes or more");
  return expect;
}

}  // namespace edge::sim
