// One image's pull with one set of credentials, request by request, as far as it comes: each is a
// run of the probe to the host that it goes to, with that run's stages, evidence and verdicts. No
// layer is fetched: one byte of the smallest blob shows whether its data are reached.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/head.hpp"
#include "common/world/event.hpp"
#include "probe/attempt/options.hpp"
#include "probe/attempt/registry_request.hpp"
#include "probe/registry/answers.hpp"
#include "probe/registry/challenge.hpp"
#include "probe/registry/login.hpp"
#include "probe/registry/registry_report.hpp"
#include "probe/registry/registry_token.hpp"
#include "probe/registry/web_address.hpp"

namespace edge::probe {

struct RegistryStepRow {
  std::string_view name, what;
};
std::span<const RegistryStepRow> registry_steps();

struct PullOptions {
  ImageReference image;
  std::string platform;
  Options common;                    // trust, name server, proxy
  std::optional<RegistryLogin> login;
};

/// How far it goes: to see whether credentials are accepted, or all the way.
enum class PullDepth { manifest, data };

class Pull {
 public:
  /// All of them outlive this; `interruption` may be null.
  Pull(World& world, const PullOptions& options, Event* interruption);

  /// Until a request is not answered as it should be.
  Awaitable<void> run(PullDepth depth);

  bool succeeded() const;
  std::vector<RegistryStep>& steps() { return steps_; }
  /// Of the last step's run.
  const Report& last() const { return last_; }

 private:
  struct Asked {
    std::string_view step;
    WebAddress to;
    std::string_view way;
    std::string_view method;
  };
  Awaitable<bool> ask(Asked asked, RegistryRequest request);
  RegistryRequest of_image() const;
  /// With what the login lets it in by, and one field.
  RegistryRequest with_login(std::string_view field, std::string_view value) const;
  /// The registry's `which` of `what` ("manifests", "blobs").
  WebAddress of_repository(std::string_view what, std::string_view which) const;
  void add_step(const Asked& asked, Report report);
  bool was_answered() const;
  void use_login(RegistryRequest& request) const;

  Awaitable<bool> api();
  Awaitable<bool> token();
  Awaitable<bool> manifest();
  Awaitable<bool> manifest_called(std::string_view step, std::string reference);
  Awaitable<bool> blob();
  Awaitable<bool> data();

  static bool understand_head(const HttpAnswered& answered, RegistryDetail& detail);
  bool understand_api(const HttpAnswered& answered, RegistryDetail& detail);
  bool understand_token(const HttpAnswered& answered, RegistryDetail& detail);
  bool understand_manifest(const HttpAnswered& answered, RegistryDetail& detail);
  bool understand_blob(const HttpAnswered& answered, RegistryDetail& detail);

  World& world_;
  const PullOptions& options_;
  Event* interruption_;
  WebAddress registry_;
  Challenge challenge_;
  WebAddress realm_;
  Secret authorization_;             // for the registry's own paths; empty: none
  TokenClaims claims_;
  ImageManifest manifest_;
  std::optional<WebAddress> data_;
  std::vector<RegistryStep> steps_;
  Report last_;
};

}  // namespace edge::probe
