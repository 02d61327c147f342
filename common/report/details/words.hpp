// Joining the words of one line about a piece of evidence. For details/ only.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace edge {

/// Leaves out the middle of a long list: the first ones and the last one tell most.
std::string abridged(std::vector<std::string> items, std::string_view separator);
/// Joins what is there and leaves out what is empty.
std::string joined(std::initializer_list<std::string> parts, std::string_view separator = ", ");
/// "via 1.1 squid"; nothing for an empty value.
std::string labelled(std::string_view label, const std::string& value);
/// A peer's words, shortened, in quotation marks; nothing for none.
std::string quotation(const std::string& text);

}  // namespace edge
