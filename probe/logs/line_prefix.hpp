// What collects lines puts before them: docker compose the container's name, the journal the host
// and the program, Kubernetes the stream.
#pragma once

#include <optional>
#include <string_view>

namespace edge::probe {

/// "edgeAgent-1  | ", as docker compose names each line's container; empty where it does not.
std::string_view take_container(std::string_view& text);

/// "Nov 29 20:50:25 host program[pid]: ": the program. Nothing where the front is no such.
std::optional<std::string_view> take_journal(std::string_view& text);

/// "host program[pid]: ", as it follows the time of `journalctl -o short-iso`.
std::optional<std::string_view> take_journal_program(std::string_view& text);

/// "stdout F ", as it follows the time in the files of a Kubernetes node.
bool take_stream(std::string_view& text);

}  // namespace edge::probe
