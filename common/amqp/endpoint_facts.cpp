#include "common/amqp/endpoint_facts.hpp"

#include <algorithm>
#include <optional>

namespace edge {
namespace {

std::string text_or_empty(const char* text) { return text ? text : ""; }

std::optional<std::string> text_value(pn_data_t* data) {
  pn_bytes_t bytes{};
  switch (pn_data_type(data)) {
    case PN_STRING: bytes = pn_data_get_string(data); break;
    case PN_SYMBOL: bytes = pn_data_get_symbol(data); break;
    case PN_BINARY: bytes = pn_data_get_binary(data); break;
    default: return std::nullopt;
  }
  return std::string(bytes.start, bytes.size);
}

}  // namespace

PeerCondition condition_of(pn_condition_t* condition) {
  return {text_or_empty(pn_condition_get_name(condition)),
          text_or_empty(pn_condition_get_description(condition))};
}

void set_condition(pn_condition_t* condition, const std::string& name,
                   const std::string& description) {
  pn_condition_set_name(condition, name.c_str());
  if (!description.empty()) pn_condition_set_description(condition, description.c_str());
}

void put_properties(pn_data_t* data,
                    const std::vector<std::pair<std::string, PropertyValue>>& properties) {
  pn_data_put_map(data);
  pn_data_enter(data);
  for (const auto& [key, value] : properties) {
    pn_data_put_symbol(data, pn_bytes(key.size(), key.data()));
    if (const auto* text = std::get_if<std::string>(&value)) {
      pn_data_put_string(data, pn_bytes(text->size(), text->data()));
    } else {
      pn_data_put_uint(data, std::get<std::uint32_t>(value));
    }
  }
  pn_data_exit(data);
}

std::string property_text(pn_data_t* data, const std::string& key) {
  if (!data) return {};  // Proton's way of saying that a link came without properties
  pn_data_rewind(data);
  if (!pn_data_next(data) || pn_data_type(data) != PN_MAP) return {};
  const std::size_t entries = pn_data_get_map(data) / 2;
  pn_data_enter(data);
  for (std::size_t i = 0; i < entries && pn_data_next(data); ++i) {
    const auto name = text_value(data);
    if (!pn_data_next(data)) break;
    if (name == key) return text_value(data).value_or("");
  }
  return {};
}

std::size_t encoded_size(pn_data_t* data) {
  return data ? static_cast<std::size_t>(std::max<ssize_t>(pn_data_encoded_size(data), 0)) : 0;
}

bool is_null(pn_terminus_t* terminus) { return pn_terminus_get_type(terminus) == PN_UNSPECIFIED; }

void set_null(pn_terminus_t* terminus) { pn_terminus_set_type(terminus, PN_UNSPECIFIED); }

std::string address_of(pn_terminus_t* terminus) {
  return text_or_empty(pn_terminus_get_address(terminus));
}

}  // namespace edge
