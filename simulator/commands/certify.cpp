// edgesim certify: which causes the probe tells apart, and the proof for those that it does not.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "common/base/arguments.hpp"
#include "common/base/json_text.hpp"
#include "common/program/program.hpp"
#include "common/world/real/environment.hpp"
#include "simulator/certify/certificate.hpp"
#include "simulator/commands/rows.hpp"
#include "simulator/commands/run_scenarios.hpp"
#include "simulator/run/workers.hpp"
#include "simulator/topologies/topologies.hpp"

namespace edge::sim {
namespace {

constexpr const char* kCertifyExamples = R"(Examples:
  edgesim certify                    what shares a verdict, and whether packets would tell
  edgesim certify --sets 20 --jobs 2 more sets of parameters of each fault
  edgesim certify --topology bridge  in that network alone
  edgesim certify --without traces   as if the probe traced no paths: what that costs

Exit codes: 0 it holds, 1 not, 2 wrong usage, 3 could not be run.)";

struct CertifyRequest {
  int sets = 6;
  std::size_t jobs = 1;
  std::string topology, without;
  bool markdown = false;
};

nlohmann::json json_of(const CertifiedRun& run) {
  return {{"rating", static_cast<int>(run.rating)}, {"verdict", run.verdict},
          {"words", run.words},                     {"packets", run.packets},
          {"parameters", run.parameters}};
}

CertifiedRun run_from(const nlohmann::json& json, const CertifiedNetwork& network) {
  return {network.topology, network.fault, json.at("parameters"),
          static_cast<Rating>(json.at("rating").get<int>()), json.at("verdict"),
          json.at("words"), json.at("packets")};
}

template <class Rows>
std::vector<std::string> names_of(const Rows& rows) {
  std::vector<std::string> names;
  for (const auto& row : rows) names.emplace_back(row.name);
  return names;
}

int certify(const CertifyRequest& request) {
  const auto networks = certified_networks(request.sets, request.topology);
  const Weakening* weakening = find_weakening(request.without);
  Certificate certificate;
  run_forked(
      networks.size(), request.jobs,
      [&](std::size_t number) {
        return json_text(json_of(run_certified(networks[number], weakening)));
      },
      [&](std::size_t number, const WorkerResult& result) {
        if (!result.died.empty()) {
          throw std::runtime_error(fmt::format("a worker died {}", result.died));
        }
        certificate.add(run_from(nlohmann::json::parse(result.text), networks[number]));
      });
  write_standard_output(request.markdown ? certificate_page(certificate)
                                         : certificate_text(certificate));
  return certificate.holds() ? 0 : kNotMet;
}

CommandAction define_certify(CLI::App& app) {
  auto request = std::make_shared<CertifyRequest>();
  app.add_option("--sets", request->sets, "Sets of parameters of each fault in each network")
      ->check(CLI::Range(1, 1000))->capture_default_str();
  app.add_option("--jobs", request->jobs, "Run so many side by side")
      ->check(CLI::Range(1, 256))->capture_default_str();
  app.add_option("--topology", request->topology, "In this network alone")
      ->option_text("NAME")->check(CLI::IsMember(names_of(topology_rows())));
  app.add_option("--without", request->without, "Judge without the evidence of one of the probes")
      ->option_text("PROBE")->check(CLI::IsMember(names_of(weakenings())));
  app.add_flag("--markdown", request->markdown, "As the table of docs/separability.md");
  return [request](ProcessArguments&) { return certify(*request); };
}

}  // namespace

constinit const CommandRow kCertifyCommand{
    .name = "certify",
    .what = "Show which causes the probe tells apart, and prove what it cannot",
    .examples = kCertifyExamples,
    .define = define_certify};

}  // namespace edge::sim
