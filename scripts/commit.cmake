# Writes the source file of common/commit: cmake -D SOURCE=FOLDER -D OUTPUT=FILE -P commit.cmake.
# Leaves the file alone when it would say the same, so that nothing is compiled then.
set(commit "")
find_program(GIT git)
# A tarball that was unpacked in another project's work tree must not name that project's commit.
if(GIT AND EXISTS ${SOURCE}/.git)
  # A build must not take the index's lock: the user may be committing. Without --abbrev a clone
  # that knows more commits would give more digits, and so other bytes.
  execute_process(COMMAND ${GIT} --no-optional-locks -C ${SOURCE}
    describe --always --dirty --abbrev=8
    OUTPUT_VARIABLE described RESULT_VARIABLE failed ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT failed)
    set(commit " (${described})")
  endif()
endif()
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [[
#include "common/commit/commit.hpp"

namespace edge {

const char* const kCommit = "@commit@";

}  // namespace edge
]])
