// The functions behind the rows of allow_list.cpp.
#pragma once

#include "probe/survey_output/allow_list.hpp"

namespace edge::probe {

std::string allow_list_text(const SurveyReport& report, const std::vector<AllowRule>& rules);
std::string allow_list_nft(const SurveyReport& report, const std::vector<AllowRule>& rules);
std::string allow_list_iptables(const SurveyReport& report, const std::vector<AllowRule>& rules);
std::string allow_list_nsg(const SurveyReport& report, const std::vector<AllowRule>& rules);
std::string allow_list_csv(const SurveyReport& report, const std::vector<AllowRule>& rules);

}  // namespace edge::probe
