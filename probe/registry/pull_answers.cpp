// What each answer of a pull means for it, and what of it the evidence keeps.
#include <fmt/format.h>

#include <algorithm>

#include "common/base/escape.hpp"
#include "common/base/secret_gate.hpp"
#include "common/base/whole_number.hpp"
#include "common/http/http.hpp"
#include "common/http/page.hpp"
#include "probe/registry/pull.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kShownField = 256, kShownBegin = 128;  // bytes

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool is_success(int status) { return status == 200 || status == 206; }

/// What any of its answers may say besides.
void note_answer(const HttpAnswered& answered, RegistryDetail& detail) {
  const HttpHead& head = answered.head;
  const auto field = [&](std::string_view name) {
    return printable(head.field(name), kShownField);
  };
  if (!is_success(head.status)) {
    const RegistryError error = registry_error(answered.body);
    detail.code = error.code;
    detail.message = error.message;
    detail.answer.title = html_title(answered.body);
    detail.answer.body_start = printable(without_own_secrets(answered.body), kShownBegin);
  }
  if (const auto seconds = whole_number<std::uint32_t>(head.field("Retry-After"))) {
    detail.retry_after = std::chrono::seconds{*seconds};
  }
  detail.limit = field("RateLimit-Limit");
  if (const auto left = field("RateLimit-Remaining"); !left.empty()) {
    detail.limit += ", left " + left;
  }
  if (const auto source = field("Docker-RateLimit-Source"); !source.empty()) {
    detail.limit += ", counted for " + source;
  }
}

}  // namespace

bool Pull::understand_head(const HttpAnswered& answered, RegistryDetail& detail) {
  note_answer(answered, detail);
  return is_success(answered.head.status);
}

bool Pull::understand_api(const HttpAnswered& answered, RegistryDetail& detail) {
  note_answer(answered, detail);
  challenge_ = usable_challenge(answered.head.field("WWW-Authenticate"));
  const bool registry = !detail.answer.api_version.empty() || !detail.code.empty();
  if (detail.answer.status == 200) {
    challenge_ = {};
    return registry || answered.body.starts_with("{}");
  }
  if (detail.answer.status != 401 || challenge_.scheme.empty()) return false;
  detail.scheme = challenge_.scheme;
  if (challenge_.scheme == "basic") {
    if (options_.login) {
      authorization_ =
          Secret(basic_credentials(options_.login->user, options_.login->password));
    }
    return registry;
  }
  realm_ = https_address(challenge_.parameter("realm"));
  detail.realm = printable(without_query(challenge_.parameter("realm")), kShownField);
  detail.not_sent = realm_.problem;
  return realm_.problem.empty();
}

bool Pull::understand_token(const HttpAnswered& answered, RegistryDetail& detail) {
  note_answer(answered, detail);
  if (answered.head.status != 200) return false;
  const Secret token = token_in(answered.body);
  const bool usable = !token.empty() && token.reveal().find_first_not_of(
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=") ==
      std::string_view::npos;
  if (!usable) return false;
  claims_ = token_claims(token.reveal());
  detail.tells_grants = claims_.readable;
  detail.granted = claims_.granted_for(detail.repository);
  authorization_ = Secret("Bearer " + std::string(token.reveal()));
  return true;
}

bool Pull::understand_manifest(const HttpAnswered& answered, RegistryDetail& detail) {
  note_answer(answered, detail);
  if (answered.head.status != 200) return false;
  const auto image = image_manifest(answered.body);
  if (!image) return false;
  manifest_ = *image;
  for (const PlatformManifest& one : image->platforms) detail.platforms.push_back(one.platform);
  if (!image->blob.empty()) return true;
  return detail.step != "platform" &&
         std::ranges::any_of(detail.platforms, [&](const std::string& offered) {
           return platform_fits(options_.platform, offered);
         });
}

bool Pull::understand_blob(const HttpAnswered& answered, RegistryDetail& detail) {
  note_answer(answered, detail);
  if (is_success(answered.head.status)) return true;
  if (!is_redirect(answered.head.status)) return false;
  std::string location = answered.head.field("Location");
  if (location.starts_with('/') && !location.starts_with("//")) {
    location = fmt::format("https://{}:{}{}", registry_.host, registry_.port, location);
  }
  WebAddress to = https_address(location);
  detail.not_sent = to.problem;
  if (!to.problem.empty()) return false;
  if (const auto query = to.target.find('?'); query != std::string::npos) {
    own_secret(std::string_view(to.target).substr(query + 1));
  }
  detail.leads_to = to.host;
  data_ = std::move(to);
  return true;
}

}  // namespace edge::probe
