// What the nodes read from messages, whatever AMQP type a client put it in, and what they write.
#pragma once

#include <map>
#include <optional>
#include <proton/message.hpp>
#include <string>
#include <vector>

namespace edge::sim {

/// `encoded` as a message; null if it is malformed. It stays until the next is decoded.
const proton::message* decode_whole(const std::vector<char>& encoded);
/// The same, but one without anything if it is malformed.
const proton::message& decoded(const std::vector<char>& encoded);

/// A string, symbol or binary as it is, other values in words; empty for none.
std::string text_of(const proton::value& value);
/// The body's bytes: of a data section or of a value that is a string or binary.
std::string body_of(const proton::message& message);
/// Application properties as text; nothing if they are no map of strings to simple values.
std::optional<std::map<std::string, std::string>> properties_of(const proton::message& message);
/// The annotation under the symbol `key`, as text; empty for none.
std::string annotation_of(const proton::message& message, const char* key);
/// Gives `message` a data section, as SDKs expect.
void set_data(proton::message& message, const std::string& bytes);

}  // namespace edge::sim
