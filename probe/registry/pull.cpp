#include "probe/registry/pull.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/escape.hpp"
#include "common/http/http.hpp"
#include "common/iothub/sas_token.hpp"
#include "common/report/describe.hpp"
#include "probe/profiles/profiles.hpp"
#include "probe/run/run.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kMostOfToken = 64 * 1024, kMostOfManifest = 1 << 20;  // bytes
constexpr std::size_t kShownUser = 256;
constexpr std::string_view kWay = "registry", kDataWay = "registry-data";
constexpr std::string_view kFirstByte = "bytes=0-0";
constexpr std::string_view kManifestTypes =
    "application/vnd.oci.image.index.v1+json, "
    "application/vnd.docker.distribution.manifest.list.v2+json, "
    "application/vnd.oci.image.manifest.v1+json, "
    "application/vnd.docker.distribution.manifest.v2+json";

}  // namespace

std::span<const RegistryStepRow> registry_steps() {
  static constexpr RegistryStepRow kRows[] = {
      {"api", "GET /v2/: is it a registry, and how does it want to be told who asks?"},
      {"token", "GET of its token service, with the credentials: are they right?"},
      {"manifest", "HEAD of the tag's manifest, and GET for what it lists or why it is refused"},
      {"platform", "GET of the manifest for this device's platform, out of an index"},
      {"blob", "GET of one byte of the image's smallest blob"},
      {"data", "the same where the registry says that its data are"},
  };
  return kRows;
}

Pull::Pull(World& world, const PullOptions& options, Event* interruption)
    : world_(world), options_(options), interruption_(interruption) {
  registry_.host = options.image.host;
  registry_.port = options.image.port;
}

bool Pull::succeeded() const {
  return !steps_.empty() && steps_.back().outcome == Outcome::ok;
}

bool Pull::was_answered() const {
  if (steps_.empty() || !steps_.back().seen) return false;
  const auto* detail = detail_of<RegistryDetail>(*steps_.back().seen);
  return detail && detail->answer.status != 0;
}

Awaitable<void> Pull::run(PullDepth depth) {
  if (!co_await api()) co_return;
  if (challenge_.scheme == "bearer" && !co_await token()) co_return;
  if (!co_await manifest() || depth == PullDepth::manifest) co_return;
  const bool goes_on = co_await blob();
  if (goes_on && data_) co_await data();
}

RegistryRequest Pull::of_image() const {
  RegistryRequest request;
  RegistryDetail& about = request.about;
  about.registry = options_.image.registry;
  about.repository = options_.image.repository;
  about.reference = options_.image.reference;
  about.platform = options_.platform;
  about.scheme = challenge_.scheme;
  if (challenge_.scheme == "bearer") about.realm = without_query(challenge_.parameter("realm"));
  if (!claims_.readable) return request;
  about.tells_grants = true;
  about.granted = claims_.granted_for(about.repository);
  return request;
}

/// Says whose credentials go with it, and whether they have ended by themselves.
void Pull::use_login(RegistryRequest& request) const {
  if (!options_.login || challenge_.scheme.empty()) return;
  request.about.credentials = options_.login->source;
  request.about.user = printable(options_.login->user, kShownUser);
  const auto& ends = options_.login->ends;
  if (ends && *ends < world_.wall()) request.about.expired = ends;
}

RegistryRequest Pull::with_login(std::string_view field, std::string_view value) const {
  RegistryRequest request = of_image();
  use_login(request);
  request.ask.fields.emplace_back(field, Secret(std::string(value)));
  if (!authorization_.empty()) request.ask.fields.emplace_back("Authorization", authorization_);
  return request;
}

WebAddress Pull::of_repository(std::string_view what, std::string_view which) const {
  WebAddress to = registry_;
  to.target = fmt::format("/v2/{}/{}/{}", options_.image.repository, what, which);
  return to;
}

Awaitable<bool> Pull::ask(Asked asked, RegistryRequest request) {
  if (interruption_ && interruption_->is_set()) co_return false;
  request.ask.method = asked.method;
  request.ask.target = asked.to.target;
  request.about.step = asked.step;
  request.about.method = asked.method;
  request.about.answer.path = without_query(asked.to.target);
  Options options = options_.common;
  options.hub = asked.to.host;
  options.profile = endpoint_profile().name;
  options.transports = {std::string(asked.way)};
  options.until = RegistryDetail::kind;
  options.ports[std::string(asked.way)] = asked.to.port;
  options.quick = true;
  options.registry = &request;
  Report report = co_await probe::run(world_, std::move(options), nullptr, interruption_);
  add_step(asked, std::move(report));
  co_return succeeded();
}

void Pull::add_step(const Asked& asked, Report report) {
  RegistryStep step{.step = std::string(asked.step), .host = asked.to.host, .port = asked.to.port};
  for (const Evidence& seen : report.evidence) {
    if (seen.transport != asked.way || seen.attempt == 0) continue;
    step.stage = seen.stage;
    step.outcome = seen.outcome;
    step.words = describe(seen);
    step.seen = seen;
  }
  step.took = report.agent_exit;
  last_ = report;
  if (step.outcome != Outcome::ok) step.evidence = std::move(report);
  steps_.push_back(std::move(step));
}

Awaitable<bool> Pull::api() {
  RegistryRequest request = of_image();
  request.understand = [this](const HttpAnswered& answered, RegistryDetail& detail) {
    return understand_api(answered, detail);
  };
  WebAddress to = registry_;
  to.target = "/v2/";
  const Asked asked{"api", to, kWay, "GET"};
  co_return co_await ask(asked, std::move(request));
}

Awaitable<bool> Pull::token() {
  RegistryRequest request = of_image();
  request.most_of_body = kMostOfToken;
  use_login(request);
  if (options_.login) {
    request.about.scheme = "basic";
    request.ask.fields.emplace_back(
        "Authorization", Secret(basic_credentials(options_.login->user, options_.login->password)));
  }
  request.understand = [this](const HttpAnswered& answered, RegistryDetail& detail) {
    return understand_token(answered, detail);
  };
  WebAddress to = realm_;
  to.target += to.target.find('?') == std::string::npos ? "?" : "&";
  to.target += fmt::format("service={}&scope={}", url_encode(challenge_.parameter("service")),
                           url_encode("repository:" + options_.image.repository + ":pull"));
  const Asked asked{"token", to, kWay, "GET"};
  co_return co_await ask(asked, std::move(request));
}

Awaitable<bool> Pull::manifest() {
  RegistryRequest request = with_login("Accept", kManifestTypes);
  request.understand = understand_head;
  const WebAddress to = of_repository("manifests", options_.image.reference);
  const Asked asked{"manifest", to, kWay, "HEAD"};
  const bool there = co_await ask(asked, std::move(request));
  // The answer to HEAD has no body that would say why.
  if (!there && !was_answered()) co_return false;
  const bool whole = co_await manifest_called("manifest", options_.image.reference);
  if (!whole || manifest_.platforms.empty()) co_return whole;
  const auto fitting = std::ranges::find_if(manifest_.platforms, [&](const auto& one) {
    return platform_fits(options_.platform, one.platform);
  });
  const std::string digest = fitting->digest;
  co_return co_await manifest_called("platform", digest);
}

Awaitable<bool> Pull::manifest_called(std::string_view step, std::string reference) {
  RegistryRequest request = with_login("Accept", kManifestTypes);
  request.most_of_body = kMostOfManifest;
  request.understand = [this](const HttpAnswered& answered, RegistryDetail& detail) {
    return understand_manifest(answered, detail);
  };
  const Asked asked{step, of_repository("manifests", reference), kWay, "GET"};
  co_return co_await ask(asked, std::move(request));
}

Awaitable<bool> Pull::blob() {
  RegistryRequest request = with_login("Range", kFirstByte);
  request.understand = [this](const HttpAnswered& answered, RegistryDetail& detail) {
    return understand_blob(answered, detail);
  };
  const Asked asked{"blob", of_repository("blobs", manifest_.blob), kWay, "GET"};
  co_return co_await ask(asked, std::move(request));
}

/// The signature in its query is what lets it in: no credentials go there.
Awaitable<bool> Pull::data() {
  RegistryRequest request = of_image();
  request.ask.fields.emplace_back("Range", Secret(std::string(kFirstByte)));
  request.understand = understand_head;
  const Asked asked{"data", *data_, kDataWay, "GET"};
  co_return co_await ask(asked, std::move(request));
}

}  // namespace edge::probe
