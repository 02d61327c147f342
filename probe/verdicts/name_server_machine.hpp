// What traces tell of the machine of a name server that gave no answer: whether it can be reached,
// and what keeps port 53 from it.
#pragma once

#include "probe/verdicts/note_writer.hpp"

namespace edge::probe {

void note_on_machine(NoteWriter& note, const Case& facts, const Endpoint& server);

/// How far the way out is open; `missing` is what cannot be reached in spite of it, if anything.
void note_on_way_beyond(NoteWriter& note, const Case& facts, const std::string& missing);

}  // namespace edge::probe
