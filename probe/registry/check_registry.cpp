#include "probe/registry/check_registry.hpp"

#include <fmt/format.h>

#include "common/base/escape.hpp"
#include "common/base/version.hpp"
#include "probe/survey/who_blocks.hpp"
#include "probe/verdicts/registry_facts.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kMostCompared = 3, kShownLogin = 256;

std::string proxy_text(const RegistryOptions& options) {
  const auto& proxy = options.pull.common.proxy;
  return proxy ? fmt::format("{}:{}", proxy->host, proxy->port) : std::string();
}

/// Whoever asks matters to it.
bool is_about_credentials(const std::vector<RegistryStep>& steps) {
  if (steps.empty() || !steps.back().seen) return false;
  const auto* detail = detail_of<RegistryDetail>(*steps.back().seen);
  if (!detail) return false;
  switch (finding_of(*detail)) {
    case RegistryFinding::credentials_missing:
    case RegistryFinding::credentials_wrong:
    case RegistryFinding::login_expired:
    case RegistryFinding::permission_missing: return true;
    default: return false;
  }
}

RegistryComparison comparison_of(const std::optional<RegistryLogin>& login, Pull& pull) {
  RegistryComparison compared;
  compared.credentials = login ? login->source : "no credentials";
  if (login) compared.user = printable(login->user, kShownLogin);
  compared.accepted = pull.succeeded();
  const std::string words = pull.steps().empty() ? "" : pull.steps().back().words;
  compared.words = compared.accepted
                       ? login ? "the image is there for them, which helps no agent: it sends "
                                 "what its deployment has, and never the engine's own"
                               : "the image is there for everybody"
                       : "they do not do either: " + words;
  return compared;
}

Awaitable<void> compare(World& world, const RegistryOptions& options, Event* interruption,
                        RegistryReport& report) {
  std::vector<std::optional<RegistryLogin>> logins;
  if (options.pull.login) logins.emplace_back();
  for (const RegistryLogin& login : options.others) {
    if (logins.size() < kMostCompared) logins.emplace_back(login);
  }
  for (const auto& login : logins) {
    PullOptions other = options.pull;
    other.login = login;
    Pull pull(world, other, interruption);
    co_await pull.run(PullDepth::manifest);
    if (interruption && interruption->is_set()) co_return;
    report.comparisons.push_back(comparison_of(login, pull));
  }
}

}  // namespace

std::string describe_registry_check(const RegistryOptions& options) {
  const ImageReference& image = options.pull.image;
  const auto& login = options.pull.login;
  std::string text = fmt::format(
      "Nothing is sent. A check with these options would contact only:\n"
      "  registry      {} TCP port {}{}, by HTTPS: /v2/, then {}:{} and a byte of a blob\n"
      "  token service where the registry says, by HTTPS only\n"
      "  data          where the registry says, by HTTPS only, without credentials\n",
      image.host, image.port, options.pull.common.proxy ? " through the proxy " +
                                                              proxy_text(options) : "",
      image.repository, image.reference);
  text += fmt::format("  credentials   {}\n",
                      login ? fmt::format("{}, by {}", printable(login->user, kShownLogin),
                                          login->source)
                            : "none: " + options.login_note);
  for (const RegistryLogin& other : options.others) {
    text += fmt::format("  to compare    {}, by {}: only if those above do not do\n",
                        printable(other.user, kShownLogin), other.source);
  }
  for (const auto& note : options.notes) text += fmt::format("  note          {}\n", note);
  return text + "Where a connection fails, its path is traced: SYNs with a limited TTL to the same "
                "address and\nport, and to the first routers towards 192.0.2.1.\n";
}

Awaitable<RegistryReport> check_registry(World& world, const RegistryOptions& options,
                                         Event* interruption) {
  const ImageReference& image = options.pull.image;
  const auto& login = options.pull.login;
  RegistryReport report;
  report.program_version = kVersion;
  report.registry = image.registry;
  report.repository = image.repository;
  report.reference = image.reference;
  report.platform = options.pull.platform;
  report.credentials = login ? login->source : "";
  report.user = login ? printable(login->user, kShownLogin) : "";
  report.credentials_note = login ? "" : options.login_note;
  report.proxy = proxy_text(options);
  report.notes = options.notes;
  report.started = std::chrono::floor<std::chrono::seconds>(world.wall());
  const Instant begin = world.now();
  Pull pull(world, options.pull, interruption);
  co_await pull.run(PullDepth::data);
  report.steps = std::move(pull.steps());
  report.verdicts = pull.last().verdicts;
  report.exit_code = pull.last().exit_code;
  if (report.exit_code != 0) report.place = who_blocks(pull.last());
  if (is_about_credentials(report.steps)) co_await compare(world, options, interruption, report);
  report.ended = world.now() - begin;
  report.interrupted = interruption && interruption->is_set();
  if (report.interrupted) report.exit_code = 1;
  co_return report;
}

}  // namespace edge::probe
