#include "probe/registry/registry_token.hpp"

#include <algorithm>

#include "common/base/ascii_case.hpp"
#include "common/base/bytes.hpp"
#include "common/base/escape.hpp"
#include "common/iothub/base64.hpp"
#include "probe/engine/json_reading.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kLongestToken = 64 * 1024, kShownName = 300;  // bytes
constexpr std::size_t kMostGrants = 64, kMostActions = 16;
constexpr std::int64_t kLatest = 32'503'680'000;  // the year 3000, in Unix seconds

std::optional<std::string> payload_of(std::string_view token) {
  const auto first = token.find('.');
  const auto second = first == token.npos ? first : token.find('.', first + 1);
  if (second == token.npos || token.size() > kLongestToken) return std::nullopt;
  std::string part(token.substr(first + 1, second - first - 1));
  std::ranges::replace(part, '-', '+');
  std::ranges::replace(part, '_', '/');
  part.append((4 - part.size() % 4) % 4, '=');
  const auto decoded = base64_decode(part);
  if (!decoded) return std::nullopt;
  return std::string(as_text(*decoded));
}

/// The member, however its name is spelled: Azure's registry has capitals.
const nlohmann::json* any_case(const nlohmann::json& from, std::string_view name) {
  if (!from.is_object()) return nullptr;
  for (const auto& [key, value] : from.items()) {
    if (same_ignoring_case(key, name)) return &value;
  }
  return nullptr;
}

std::string words_of(const nlohmann::json& from, std::string_view name) {
  const auto* found = any_case(from, name);
  return found && found->is_string() ? printable(found->get<std::string>(), kShownName) : "";
}

void add_grant(const nlohmann::json& one, TokenClaims& claims) {
  const auto* actions = any_case(one, "actions");
  const bool of_repository = words_of(one, "type") == "repository";
  if (!of_repository || !actions || !actions->is_array()) return;
  TokenGrant grant{words_of(one, "name"), {}};
  for (const auto& action : *actions) {
    if (!action.is_string() || grant.actions.size() == kMostActions) continue;
    grant.actions.push_back(printable(action.get<std::string>(), kShownName));
  }
  claims.grants.push_back(std::move(grant));
}

}  // namespace

std::vector<std::string> TokenClaims::granted_for(std::string_view repository) const {
  const auto found = std::ranges::find(grants, repository, &TokenGrant::repository);
  return found == grants.end() ? std::vector<std::string>() : found->actions;
}

TokenClaims token_claims(std::string_view token) {
  TokenClaims claims;
  const auto payload = payload_of(token);
  if (!payload) return claims;
  const auto json = engine_json(*payload);
  if (!json.is_object()) return claims;
  const auto* end = member(json, {"exp"});
  const bool dated = end && end->is_number_integer() && end->get<std::int64_t>() > 0 &&
                     end->get<std::int64_t>() < kLatest;
  if (dated) claims.ends = WallTime{std::chrono::seconds{end->get<std::int64_t>()}};
  const auto* access = any_case(json, "access");
  claims.readable = access && access->is_array();
  if (!claims.readable) return claims;
  for (const auto& one : *access) {
    if (claims.grants.size() < kMostGrants) add_grant(one, claims);
  }
  return claims;
}

}  // namespace edge::probe
