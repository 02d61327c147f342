#include "common/iothub/connection_string_mistake.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "common/iothub/base64.hpp"

namespace edge {
namespace {

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

/// Up to the next ';'; empty if there is none.
std::string_view value_of(std::string_view text, std::string_view name) {
  const auto at = text.find(name);
  if (at == text.npos) return {};
  const auto value = text.substr(at + name.size());
  return value.substr(0, value.find(';'));
}

bool is_event_hubs(std::string_view text) {
  return text.starts_with("Endpoint=sb://") || has(text, "EntityPath=");
}

bool is_storages(std::string_view text) {
  return text.starts_with("DefaultEndpointsProtocol=") || has(text, "AccountName=");
}

bool is_a_policys(std::string_view text) {
  return has(text, "SharedAccessKeyName=") && !has(text, "DeviceId=");
}

bool is_a_token(std::string_view text) { return text.starts_with("SharedAccessSignature"); }

bool is_for_provisioning(std::string_view text) {
  return has(text, "IDScope") || has(text, "ScopeId") || has(text, "scope_id") ||
         has(text, "azure-devices-provisioning.net");
}

/// As in a file of the environment: "IOTHUB_DEVICE_CONNECTION_STRING=HostName=...".
bool has_name_in_front(std::string_view text) {
  const auto front = text.substr(0, std::min(text.find("HostName="), text.size()));
  return !front.empty() && front.size() < text.size() && front != "Gateway" && !has(front, ";");
}

/// U+00A0, which word processors and web pages put in place of a space.
bool has_no_break_space(std::string_view text) { return has(text, "\xc2\xa0"); }

bool was_cut(std::string_view text) { return !has(text, ";") && has(text, "="); }

bool has_line_break(std::string_view text) {
  const auto end = text.find_last_not_of("\r\n \t");
  return end != text.npos && text.substr(0, end).find_first_of("\r\n") != text.npos;
}

bool has_spaces_between(std::string_view text) { return has(text, "; ") || has(text, " ;"); }

/// Base64 has four characters for three bytes, and '=' where there are fewer (RFC 4648 section 4).
bool lacks_padding(std::string_view text) {
  const std::string key(value_of(text, "SharedAccessKey="));
  if (key.empty() || base64_decode(key)) return false;
  return base64_decode(key + "=").has_value() || base64_decode(key + "==").has_value();
}

/// From a page or a URL: '+', '/' and '=' as %2B, %2F and %3D.
bool is_url_encoded(std::string_view text) {
  const auto key = value_of(text, "SharedAccessKey=");
  return has(key, "%2") || has(key, "%3");
}

struct MistakeRow {
  bool (*made)(std::string_view text);
  std::string_view words;
};

/// In this order: whose string it is comes before how it is written.
constexpr std::array kMistakes = {
    MistakeRow{is_event_hubs,
               " It is that of an Event Hub (or of the hub's endpoint for reading messages). A "
               "device has its own, with HostName= and DeviceId=: in the portal under the hub's "
               "Devices."},
    MistakeRow{is_storages,
               " It is that of a storage account. A device has its own, with HostName= and "
               "DeviceId=: in the portal under the hub's Devices."},
    MistakeRow{is_a_policys,
               " It is that of a shared access policy of the hub (SharedAccessKeyName), which is "
               "for services. A device has its own, with DeviceId=: in the portal under the hub's "
               "Devices, or by `az iot hub device-identity connection-string show`."},
    MistakeRow{is_a_token,
               " It is a SAS token, which is made from a connection string for a while. Give the "
               "connection string itself, with HostName=, DeviceId= and SharedAccessKey=."},
    MistakeRow{is_for_provisioning,
               " It belongs to the provisioning service (DPS), which tells a device its hub. Give "
               "the connection string of the device, or the hub alone with --hub."},
    MistakeRow{has_name_in_front,
               " Something stands in front of HostName=, such as a variable's name or a quotation "
               "mark: take it out."},
    MistakeRow{has_no_break_space,
               " There is a no-break space in it (U+00A0), as documents and web pages have: type "
               "the string anew at that place."},
    MistakeRow{has_line_break,
               " There is a line break in it: it has to be one line, so join what was wrapped."},
    MistakeRow{was_cut,
               " It has no ';': a shell ends it there unless it stands within single quotes; "
               "@FILE needs none."},
    MistakeRow{has_spaces_between,
               " There are spaces beside a ';': they become a part of the next name or of the "
               "value before; take them out."},
    MistakeRow{is_url_encoded,
               " The key is URL-encoded (%2B, %2F, %3D): write +, / and = as they are."},
    MistakeRow{lacks_padding,
               " The key lacks the '=' at its end: copy it whole, a key of 32 bytes has 44 "
               "characters."},
};

}  // namespace

std::string_view connection_string_mistake(std::string_view text) {
  for (const auto& [made, words] : kMistakes) {
    if (made(text)) return words;
  }
  return {};
}

}  // namespace edge
