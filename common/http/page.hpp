// What a page that somebody answers with says, in a few words: whoever denies or inspects a
// connection names himself and his reason there. Pure; nothing that is returned moves a terminal.
#pragma once

#include <string>
#include <string_view>

namespace edge {

/// The text of the first <title> of an HTML page, its white space as single spaces; empty if there
/// is none yet. Character references stay as they are.
std::string html_title(std::string_view body);

/// The begin of what a body says: of HTML the text without tags, heads, scripts and styles; of
/// anything else the bytes as they are. White space is as single spaces in the former.
std::string page_start(std::string_view body);

}  // namespace edge
