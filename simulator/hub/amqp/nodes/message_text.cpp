#include "simulator/hub/amqp/nodes/message_text.hpp"

#include <proton/annotation_key.hpp>
#include <proton/binary.hpp>
#include <proton/codec/map.hpp>
#include <proton/error.hpp>
#include <proton/symbol.hpp>
#include <proton/value.hpp>

#include "common/amqp/message.hpp"
#include "common/amqp/well_formed.hpp"

namespace edge::sim {
namespace {

std::string in_words(const proton::value& value) {
  try {
    return proton::to_string(value);
  } catch (const proton::error&) {
    return {};  // malformed
  }
}

}  // namespace

const proton::message* decode_whole(const std::vector<char>& encoded) {
  // A few bytes may tell Proton to make very much of them.
  if (!has_well_formed_sections(as_bytes({encoded.data(), encoded.size()}))) return nullptr;
  const auto message = decode_message(encoded);
  return message ? *message : nullptr;
}

const proton::message& decoded(const std::vector<char>& encoded) {
  static const proton::message kNothing;
  const auto* message = decode_whole(encoded);
  return message ? *message : kNothing;
}

std::string text_of(const proton::value& value) {
  try {
    if (value.empty()) return {};
    if (value.type() == proton::BINARY) return std::string(proton::get<proton::binary>(value));
    return proton::coerce<std::string>(value);
  } catch (const proton::error&) {
    return in_words(value);
  }
}

std::string body_of(const proton::message& message) { return text_of(message.body()); }

std::optional<std::map<std::string, std::string>> properties_of(const proton::message& message) {
  std::map<std::string, std::string> texts;
  try {
    if (message.properties().empty()) return texts;  // Proton reads them here, and may throw
    std::map<std::string, proton::scalar> properties;
    proton::get(message.properties().value(), properties);
    for (const auto& [key, value] : properties) texts.emplace(key, text_of(value));
  } catch (const proton::error&) {
    return std::nullopt;
  }
  return texts;
}

std::string annotation_of(const proton::message& message, const char* key) {
  try {
    return text_of(message.message_annotations().get(proton::symbol(key)));
  } catch (const proton::error&) {
    return {};
  }
}

void set_data(proton::message& message, const std::string& bytes) {
  message.body(proton::binary(bytes));
  message.inferred(true);
}

}  // namespace edge::sim
