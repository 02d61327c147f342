#include "common/iothub/connection_string.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>
#include <vector>

#include "common/base/ascii_case.hpp"
#include "common/base/secret_gate.hpp"
#include "common/iothub/base64.hpp"
#include "common/iothub/names.hpp"
#include "common/iothub/sas_token.hpp"

namespace edge {
namespace {

constexpr std::size_t kMaxLength = 4096;  // real ones have about 200 bytes
constexpr std::string_view kSpace = " \t\r\n";

constexpr std::array<std::string_view, 10> kProperties = {"HostName",
                                                          "DeviceId",
                                                          "ModuleId",
                                                          "SharedAccessKey",
                                                          "SharedAccessKeyName",
                                                          "SharedAccessSignature",
                                                          "GatewayHostName",
                                                          "x509",
                                                          "X509Cert",
                                                          "CredentialScope"};

struct LessIgnoringCase {
  bool operator()(std::string_view a, std::string_view b) const {
    return std::lexicographical_compare(
        a.begin(), a.end(), b.begin(), b.end(),
        [](char x, char y) { return lower_case(x) < lower_case(y); });
  }
};

/// Keys compare without regard to case, as in the SDK's dictionary. Views, as some are secret.
using Properties = std::map<std::string_view, std::string_view, LessIgnoringCase>;

[[noreturn]] void refuse(const std::string& sentence) { throw std::invalid_argument(sentence); }

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(kSpace);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

/// Where the next ";key=" begins, at or after `from`. A ';' with no '=' behind it, up to the next
/// ';', belongs to the value before it: device identities may contain one.
std::size_t next_delimiter(std::string_view text, std::size_t from) {
  for (auto at = text.find(';', from); at != text.npos; at = text.find(';', at + 1)) {
    const auto stop = text.find_first_of(";=", at + 1);
    if (stop != text.npos && text[stop] == '=') return at;
  }
  return text.size();
}

/// CommonExtensionMethods.cs, ToDictionary().
Properties split(std::string_view text) {
  Properties properties;
  for (std::size_t at = 0; at < text.size();) {
    const auto equals = text.find('=', at);
    if (equals == text.npos || text.substr(at, equals - at).find(';') != text.npos) {
      refuse("Malformed Token: the connection string must be key=value pairs separated by ';'.");
    }
    const auto key = text.substr(at, equals - at);
    const auto end = next_delimiter(text, equals + 1);
    if (!properties.emplace(key, text.substr(equals + 1, end - equals - 1)).second) {
      const bool known = std::any_of(kProperties.begin(), kProperties.end(),
                                     [&](auto name) { return same_ignoring_case(name, key); });
      refuse("The connection string has the property " +
             std::string(known ? key : "of one name") + " more than once.");
    }
    at = end + 1;
  }
  return properties;
}

bool matches(std::string_view text, std::string_view further) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return (lower_case(c) >= 'a' && lower_case(c) <= 'z') || (c >= '0' && c <= '9') ||
           further.find(c) != further.npos;
  });
}

void check_format(std::string_view property, bool valid, std::string_view rule) {
  if (valid) return;
  refuse("The connection string has an invalid value for property: " + std::string(property) +
         " (" + std::string(rule) + ").");
}

bool is_sdk_host_name(std::string_view text) { return !text.empty() && matches(text, "_-."); }

/// The SDK takes an empty value for a missing one, and would be another client than was meant.
void refuse_empty(const Properties& properties) {
  for (const std::string_view name : {"ModuleId", "GatewayHostName", "SharedAccessKeyName"}) {
    const auto found = properties.find(name);
    if (found == properties.end() || !trim(found->second).empty()) continue;
    refuse(std::string(name) + " is empty: within double quotes a shell replaces a word such as "
           "$edgeAgent by nothing. Write the connection string within single quotes or into a "
           "file, or leave " + std::string(name) + "= out.");
  }
}

/// IotHubConnectionStringBuilder.cs, Validate(), in its order.
void validate(const ConnectionString& c) {
  if (trim(c.device_id).empty()) refuse("DeviceId must be specified in connection string.");
  const bool has_key = !c.shared_access_key.empty();
  const bool has_signature = !c.shared_access_signature.empty();
  if (!c.x509 && has_key == has_signature) {
    refuse(
        "Should specify either SharedAccessKey or SharedAccessSignature if X.509 certificate is "
        "not used.");
  }
  if (c.x509 && (has_key || has_signature)) {
    refuse(
        "Should not specify either SharedAccessKey or SharedAccessSignature if X.509 certificate "
        "is used.");
  }
  if (c.host_name.empty() || c.host_name.front() == '.') refuse("Missing IoT hub name.");
  check_format("SharedAccessKey",
               !has_key || base64_decode(c.shared_access_key.reveal()).has_value(),
               "it must be base64");
  check_format("SharedAccessSignature",
               !has_signature || parse_sas_token(c.shared_access_signature.reveal()).has_value(),
               "it must read SharedAccessSignature sr=...&sig=...&se=...");
  constexpr std::string_view host_rule = "letters, digits and . - _ only, no scheme and no port";
  constexpr std::string_view identity_rule =
      "1 to 128 letters, digits and - : . + % _ # * ? ! ( ) , = @ ; $ ' only";
  check_format("HostName", is_sdk_host_name(c.host_name), host_rule);
  check_format("DeviceId", is_identity(c.device_id), identity_rule);
  check_format("ModuleId", c.module_id.empty() || is_identity(c.module_id), identity_rule);
  check_format("SharedAccessKeyName", matches(c.shared_access_key_name, "_-@."),
               "letters, digits and _ - @ . only");
  check_format("GatewayHostName",
               c.gateway_host_name.empty() || is_sdk_host_name(c.gateway_host_name), host_rule);
}

bool read_flag(std::string_view value) {
  const bool yes = same_ignoring_case(trim(value), "true");
  check_format("x509", yes || value.empty() || same_ignoring_case(trim(value), "false"),
               "it must be true or false");
  return yes;
}

}  // namespace

bool is_identity(std::string_view text) {
  return !text.empty() && text.size() <= 128 && matches(text, "-:.+%_#*?!(),=@;$'");
}

ConnectionString parse_connection_string(std::string_view text) {
  if (text.size() > kMaxLength) refuse("The connection string is longer than 4096 bytes.");
  text = trim(text);  // a file ends with a line break
  if (text.empty()) refuse("Malformed Token: the connection string is empty.");
  if (text.back() == ';') {
    // The SDK would make it part of the last value and fail later, with a worse message.
    refuse("Malformed Token: the connection string ends with ';'.");
  }
  auto properties = split(text);
  if (!properties.contains("HostName")) {
    refuse("The connection string is missing the property: HostName.");
  }
  refuse_empty(properties);
  ConnectionString result;
  result.host_name = properties["HostName"];
  result.device_id = properties["DeviceId"];
  result.module_id = properties["ModuleId"];
  result.shared_access_key = own_secret(properties["SharedAccessKey"]);
  result.shared_access_key_name = properties["SharedAccessKeyName"];
  result.shared_access_signature = Secret(properties["SharedAccessSignature"]);
  result.gateway_host_name = properties["GatewayHostName"];
  result.x509 = read_flag(properties["x509"]) || read_flag(properties["X509Cert"]);
  validate(result);
  if (const auto key = base64_decode(result.shared_access_key.reveal())) {
    secret_gate().add(as_text(*key));  // logs show keys as hexadecimal digits
  }
  if (const auto token = parse_sas_token(result.shared_access_signature.reveal())) {
    secret_gate().add(token->signature);
    secret_gate().add(url_encode(token->signature));
  }
  return result;
}

std::string without_secrets(std::string_view text) {
  // Until the next property by name: a broken key may contain ';' or '='.
  const auto property_at = [&](std::size_t at) -> std::string_view {
    for (const auto name : kProperties) {
      if (same_ignoring_case(text.substr(at, name.size()), name) &&
          text.substr(at + name.size(), 1) == "=") {
        return name;
      }
    }
    return {};
  };
  std::string shown;
  bool secret = false;
  for (std::size_t at = 0; at < text.size();) {
    const bool may_begin = at == 0 || text[at - 1] == ';' || kSpace.find(text[at - 1]) != text.npos;
    const auto name = may_begin ? property_at(at) : std::string_view{};
    if (name.empty()) {
      if (!secret) shown += text[at];
      ++at;
      continue;
    }
    if (secret && text[at - 1] == ';') shown += ';';
    shown += text.substr(at, name.size() + 1);
    at += name.size() + 1;
    secret = name == "SharedAccessKey" || name == "SharedAccessSignature";
    if (secret) shown += "***";
  }
  return shown;
}

}  // namespace edge
