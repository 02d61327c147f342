#include "simulator/hub_program/control/access.hpp"

#include <openssl/crypto.h>

#include <string_view>

#include "common/base/ascii_case.hpp"
#include "common/base/host_name.hpp"
#include "common/world/address.hpp"
#include "simulator/hub_program/control/refusal.hpp"

namespace edge::sim {
namespace {

constexpr std::string_view kScheme = "bearer ";

}  // namespace

ControlAccess::ControlAccess(Secret token, std::string host_name)
    : token_(std::move(token)), host_name_(std::move(host_name)) {}

bool ControlAccess::is_ours(const std::string& host) const {
  const auto name = split_host_and_port(host).host;
  // An address cannot be rebound.
  return parse_address(name) || same_ignoring_case(name, "localhost") ||
         same_ignoring_case(name, host_name_);
}

bool ControlAccess::shows_token(const HttpHead& head) const {
  const std::string given = head.field("authorization");
  const std::string_view text = given;
  if (!same_ignoring_case(text.substr(0, kScheme.size()), kScheme)) return false;
  const std::string_view token = text.substr(kScheme.size()), ours = token_.reveal();
  return token.size() == ours.size() &&
         CRYPTO_memcmp(token.data(), ours.data(), ours.size()) == 0;
}

std::optional<HttpAnswer> ControlAccess::refuse(const HttpHead& head) const {
  const std::string host = head.field("host");
  if (host.empty()) return error_answer(400, "host-missing", "the Host field is missing");
  if (!is_ours(host)) {
    return error_answer(403, "foreign-host",
                        "ask for this endpoint by an IP address, localhost or the hub's name");
  }
  const std::string origin = head.field("origin");
  if (!origin.empty() && !same_ignoring_case(origin, "http://" + host)) {
    return error_answer(403, "foreign-origin", "web pages may not use this endpoint");
  }
  if (!shows_token(head)) {
    HttpAnswer answer = error_answer(
        401, "token-required",
        "send 'Authorization: Bearer TOKEN' with the token of the state folder's "
        "control-token.txt");
    answer.fields.emplace_back("WWW-Authenticate", "Bearer");
    return answer;
  }
  return std::nullopt;
}

}  // namespace edge::sim
