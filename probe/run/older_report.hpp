// Reports of earlier releases, brought to the form that is read today.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace edge::probe {

/// `report` in the form of kReportSchemaVersion, if it is of an earlier one; anything else as it
/// is, however malformed: whoever reads it says what is wrong. What the earlier form did not say is
/// taken from its evidence, or left out.
///
/// Version 1 was that of 0.1.0: it had no targets, errors without symbols, and a host verdict even
/// where nobody had looked.
nlohmann::ordered_json brought_up_to_date(nlohmann::ordered_json report);

}  // namespace edge::probe
