// One report of surveys that were made in several networks side by side, each by a process of its
// own. Pure.
#pragma once

#include <string>

#include "probe/survey/survey_report.hpp"

namespace edge::probe {

/// What was found in one network takes its places in `whole`, in which it is planned. Who asks
/// which name servers is put together; the machine's name is that of the first part.
void add_network(SurveyReport& whole, SurveyReport part);

/// The checks of a network that nobody could look from, with the reason in one line.
void leave_network_out(SurveyReport& whole, const std::string& network, const std::string& why);

}  // namespace edge::probe
