#include "common/report/failure_symbol.hpp"

#include <fmt/format.h>

namespace edge {
namespace {

constexpr int kUpgraded = 101, kTunnelled = 200;

std::string status(int code) { return fmt::format("status-{}", code); }

std::string symbol_of(const std::monostate&) { return {}; }
std::string symbol_of(const HostDetail&) { return {}; }
std::string symbol_of(const PathDetail&) { return {}; }
std::string symbol_of(const ResolveDetail& detail) { return detail.error.symbol; }

std::string symbol_of(const ConnectDetail& detail) {
  return detail.tries.empty() ? std::string() : detail.tries.back().error.symbol;
}

std::string symbol_of(const ProxyDetail& detail) {
  const bool refused = detail.status != 0 && detail.status != kTunnelled;
  return refused ? status(detail.status) : detail.error.symbol;
}

std::string symbol_of(const TlsDetail& detail) {
  if (!detail.defects.empty()) return "certificate";
  if (detail.alert) return "alert";
  return detail.first_bytes.empty() ? detail.error.symbol : "not-tls";
}

std::string symbol_of(const WebSocketDetail& detail) {
  if (detail.status == 0) return detail.error.symbol;
  return detail.status == kUpgraded ? "subprotocol" : status(detail.status);
}

std::string symbol_of(const AmqpDetail& detail) {
  if (!detail.condition.empty()) return detail.condition;
  const bool other = other_amqp_header(detail) || !detail.first_bytes.empty();
  return other ? "header" : detail.error.symbol;
}

std::string symbol_of(const CbsDetail& detail) {
  if (detail.status) return status(*detail.status);
  return detail.condition.empty() ? detail.error.symbol : detail.condition;
}

std::string symbol_of(const LinkDetail& detail) {
  return detail.condition.empty() ? detail.error.symbol : detail.condition;
}

std::string symbol_of(const MessageDetail& detail) {
  if (!detail.condition.empty()) return detail.condition;
  return detail.disposition.empty() ? detail.error.symbol : detail.disposition;
}

/// What came was not what the endpoint answers.
std::string symbol_of(const HttpDetail& detail) {
  return detail.status != 0 ? status(detail.status) : detail.error.symbol;
}

std::string symbol_of(const RegistryDetail& detail) {
  return detail.code.empty() ? symbol_of(detail.answer) : detail.code;
}

std::string symbol_of(const NtpDetail& detail) {
  return detail.refusal.empty() ? detail.error.symbol : detail.refusal;
}

std::string symbol_of(const HoldDetail& detail) { return detail.error.symbol; }

std::string symbol_of(const IdleDetail& detail) { return detail.error.symbol; }

std::string symbol_of(const HelloDetail&) { return {}; }
std::string symbol_of(const LookupDetail&) { return {}; }
std::string symbol_of(const QueryDetail& detail) { return detail.error.symbol; }

}  // namespace

std::string failure_symbol(const Evidence& evidence) {
  if (evidence.outcome == Outcome::timed_out) return "timeout";
  return std::visit([](const auto& detail) { return symbol_of(detail); }, evidence.detail);
}

}  // namespace edge
