// Evidence of one request to a registry of container images, or to its token service, as an engine
// makes them to pull an image (distribution's HTTP API V2, OCI distribution-spec). No secret is in
// it: paths are without their queries, which may hold signatures, and tokens are not kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/report/details/http.hpp"
#include "common/world/time.hpp"

namespace edge {

struct RegistryDetail {
  static constexpr std::string_view kind = "registry";
  std::string step;                     // row of registry_steps(): "api", "token", "manifest", ...
  std::string registry;                 // whose image it is: "contoso.azurecr.io"
  std::string repository, reference;    // of the image: "agent", "1.5"
  std::string method;                   // "GET"
  HttpDetail answer;
  std::string code, message;            // of the first error in it: "DENIED"
  std::string credentials;              // whose were sent; empty: nobody's
  std::string user;                     // of those
  std::string scheme;                   // that they were sent by: "basic", "bearer"
  std::string realm;                    // of the token service
  std::string not_sent;                 // why nothing was asked: what is wrong with the realm
  std::optional<WallTime> expired;      // when the credentials ended, as they say themselves
  std::vector<std::string> granted;     // what the token allows in the repository
  bool tells_grants = false;            // the token can be read
  std::string platform;                 // that the device needs: "linux/arm64"
  std::vector<std::string> platforms;   // that the image is there for
  std::string leads_to;                 // host of the data, where the answer leads elsewhere
  std::optional<Duration> retry_after;
  std::string limit;                    // of pulls, as the registry tells it
};

template <class F>
constexpr auto fields_of(F f, const RegistryDetail*) {
  using D = RegistryDetail;
  return f.described(
      "detail-registry", "", f.always("step", &D::step, "which request of a pull"),
      f.optional("registry", &D::registry), f.optional("repository", &D::repository),
      f.optional("reference", &D::reference, "tag or digest"), f.optional("method", &D::method),
      f.optional("answer", &D::answer), f.optional("code", &D::code, "of the answer's first error"),
      f.optional("message", &D::message),
      f.optional("credentials", &D::credentials, "whose were sent; absent: none"),
      f.optional("user", &D::user), f.optional("scheme", &D::scheme, "basic or bearer"),
      f.optional("realm", &D::realm, "the token service"),
      f.optional("not_sent", &D::not_sent, "why nothing was asked"),
      f.optional("expired", &D::expired, "when the credentials ended, as they say themselves"),
      f.optional("granted", &D::granted, "what the token allows in the repository"),
      f.known("tells_grants", &D::tells_grants, "true: the token says what it allows"),
      f.optional("platform", &D::platform, "that is needed"),
      f.optional("platforms", &D::platforms, "that the image is there for"),
      f.optional("leads_to", &D::leads_to, "the host of the data"),
      f.optional("retry_after_ms", &D::retry_after),
      f.optional("limit", &D::limit, "of pulls, as the registry tells it"));
}

std::string words_on(const RegistryDetail& detail);

}  // namespace edge
