// What `edgeprobe survey` was asked, from the texts of its options: opens no socket, prints
// nothing. Which options there are is survey.cpp's.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/files/named_file.hpp"
#include "probe/commands/option_texts.hpp"
#include "probe/environment/variables.hpp"
#include "probe/survey/builtin_catalogues.hpp"
#include "probe/survey/survey.hpp"

namespace edge::probe {

struct SurveyTexts {
  std::vector<std::string> catalogues, proxies, labels, reports, vantages;
  std::string dns, ca_file, proxy_credentials, site, allow_list, engine;
  std::string format = "text";
  CatalogueValues values;      // of placeholders, as given
  int parallel = 16;
  bool also_direct = false, list = false, print_template = false, plan = false;
  bool warnings_as_errors = false;
  int news = -1;               // the descriptor of --news; or none
};

struct SurveyRequest {
  SurveyOptions options;
  std::string format;                  // row of survey_outputs()
  std::string allow_list;              // row of allow_lists(): printed in its place; or empty
  std::vector<std::string> vantages;   // --vantage, each one of options.networks
  std::string engine;                  // --engine, of a vantage that is a container
  std::vector<std::string> shared;     // what the surveys of several networks are told alike
  std::vector<Secret> proxy_urls;      // and these, which the process list must not show
  int news = -1;                       // where to tell how far it is (SurveyNews); -1: nowhere
  std::vector<ReportFile> reports;
  std::vector<std::string> warnings;
  std::vector<std::string> inputs;     // files that are read: no report may replace them
  std::vector<Secret> secrets;         // argument texts to wipe from the process list
};

using ReadText = std::function<std::string(const std::string& path, const ReadLimits& limits)>;

/// Throws UsageError that names the option or the file's line, and what is wrong.
SurveyRequest understand_survey(const SurveyTexts& texts, const Environment& environment,
                                const ReadSource& read_secret, const ReadText& read);

}  // namespace edge::probe
