#include "common/amqp/hub_error.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>

namespace edge {
namespace {

constexpr std::size_t kMaxDescription = 8192;

std::string text_of(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::optional<int> code_of(const nlohmann::json& object) {
  const auto found = object.find("errorCode");
  if (found == object.end() || !found->is_number_unsigned()) return std::nullopt;
  const auto value = found->get<std::uint64_t>();
  if (value > static_cast<std::uint64_t>(std::numeric_limits<int>::max())) return std::nullopt;
  return static_cast<int>(value);
}

}  // namespace

std::optional<HubError> parse_hub_error(std::string_view description) {
  if (description.size() > kMaxDescription) return std::nullopt;
  const auto parsed = nlohmann::json::parse(description, nullptr, false);
  if (!parsed.is_object()) return std::nullopt;
  return HubError{code_of(parsed), text_of(parsed, "trackingId"), text_of(parsed, "message")};
}

std::string hub_error_json(int code, std::string_view message, std::string_view id, WallTime at) {
  const auto seconds = std::chrono::time_point_cast<std::chrono::seconds>(at);
  const std::string stamp = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(seconds));
  const nlohmann::ordered_json error{
      {"errorCode", code},
      {"trackingId", fmt::format("{}-TimeStamp:{}", id, stamp)},
      {"message", message},
      {"timestampUtc", stamp}};
  return error.dump();
}

}  // namespace edge
