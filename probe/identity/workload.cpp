#include "probe/identity/workload.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "common/base/json_text.hpp"
#include "common/base/secret_gate.hpp"
#include "common/iothub/base64.hpp"
#include "common/iothub/sas_token.hpp"
#include "probe/engine/json_reading.hpp"

namespace edge::probe {
namespace {

constexpr std::string_view kVersion = "api-version=2018-06-28";  // WorkloadClientVersioned.cs
constexpr std::size_t kDigestBytes = 32;                         // HMAC-SHA256

const LocalService& workload_api() {
  static const LocalService words{
      .who = "the workload API",
      .kind = "aziot-edged",
      .may_not = "it belongs to the module that it was made for; run it there, as its user",
      .not_running = "aziot-edged does not run, or it was restarted and the module was not"};
  return words;
}

}  // namespace

Workload::Workload(std::string socket, LocalLimits limits)
    : socket_(std::move(socket)), limits_(limits) {}

Secret Workload::sign(const std::string& module, const std::string& generation,
                      const std::string& text) const {
  const nlohmann::ordered_json wanted{
      {"keyId", "primary"}, {"algo", "HMACSHA256"}, {"data", base64_encode(as_bytes(text))}};
  LocalExchange exchange(workload_api(), socket_, limits_, limits_.bytes);
  std::optional<LocalSocket> none;
  const int status = exchange.ask({.target = fmt::format("/modules/{}/genid/{}/sign?{}",
                                                         url_encode(module),
                                                         url_encode(generation), kVersion),
                                   .host = "workload.sock",
                                   .json = json_text(wanted)},
                                  none);
  if (status == 404 || status == 403 || status == 401) {
    exchange.refuse(fmt::format("does not sign for this process (HTTP {}): it does so for those of "
                                "the container of module {} only", status, module));
  }
  if (status != 200) exchange.throw_refusal(status);
  std::string digest = text_of(exchange.json(), {"digest"});
  const auto bytes = base64_decode(digest);
  if (!bytes || bytes->size() != kDigestBytes) exchange.refuse("answers with no signature");
  return take_own_secret(digest);
}

std::string Workload::trust_bundle() const {
  LocalExchange exchange(workload_api(), socket_, limits_, limits_.bytes);
  std::optional<LocalSocket> none;
  const int status = exchange.ask({.target = fmt::format("/trust-bundle?{}", kVersion),
                                   .host = "workload.sock"},
                                  none);
  if (status != 200) exchange.throw_refusal(status);
  std::string pem = text_of(exchange.json(), {"certificate"});
  if (pem.empty()) exchange.refuse("answers with no trust bundle");
  return pem;
}

}  // namespace edge::probe
