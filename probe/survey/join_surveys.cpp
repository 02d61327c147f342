#include "probe/survey/join_surveys.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace edge::probe {
namespace {

void add_servers(std::vector<std::string>& all, const std::vector<std::string>& more) {
  for (const std::string& server : more) {
    if (std::ranges::find(all, server) == all.end()) all.push_back(server);
  }
}

}  // namespace

void add_network(SurveyReport& whole, SurveyReport part) {
  const bool first = whole.host_name.empty();
  if (first) {
    whole.host_name = part.host_name;
    whole.started = part.started;
  }
  whole.started = std::min(whole.started, part.started);
  whole.ended = std::max(whole.ended, part.ended);
  whole.interrupted = whole.interrupted || part.interrupted;
  add_servers(whole.name_servers, part.name_servers);
  std::map<std::pair<std::string, std::string>, SurveyCheck*> places;
  for (SurveyCheck& check : whole.checks) places[{check.endpoint, vantage_of(check)}] = &check;
  for (SurveyCheck& check : part.checks) {
    const auto place = places.find({check.endpoint, vantage_of(check)});
    if (place != places.end()) *place->second = std::move(check);
  }
}

void leave_network_out(SurveyReport& whole, const std::string& network, const std::string& why) {
  for (SurveyCheck& check : whole.checks) {
    if (check.network == network) check.words = "It was not looked at from there: " + why;
  }
}

}  // namespace edge::probe
