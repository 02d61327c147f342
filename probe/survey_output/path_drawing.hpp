// The way of one check as a drawing: this device, the routers that answered, where it ends.
#pragma once

#include <string>

#include "probe/survey/survey_report.hpp"

namespace edge::probe {

/// An <svg> element without any reference to the outside; colours by the page's style sheet
/// (classes "way", "node", "end-ok", "end-bad"). It names itself for those who cannot see it.
std::string path_drawing(const SurveyCheck& check);

}  // namespace edge::probe
