// The subcommands of edgesim, one file each; in the order of the help.
#pragma once

#include <span>

#include "common/program/program.hpp"

namespace edge::sim {

extern const CommandRow kRunCommand;
extern const CommandRow kListCommand;
extern const CommandRow kHealCommand;
extern const CommandRow kDoctorCommand;
extern const CommandRow kLabCommand;
extern const CommandRow kHubCommand;
extern const CommandRow kFuzzCommand;
extern const CommandRow kCertifyCommand;

std::span<const CommandRow> command_rows();

/// Of the program, and of its first subcommand.
inline constexpr const char* kExamples = R"(Examples:
  edgesim run scenarios                                every scenario, one line each
  edgesim run scenarios/everything-dropped.yaml        one of them: log lines, stages, verdict
  edgesim run scenarios --jobs 2 --junit results.xml   side by side, with a file for a CI server
  edgesim run scenarios --filter 'dns-*' --shard 1/4   a quarter of those about names
  edgesim run scenarios --world lab --jobs 20          real packets in kernel namespaces, no root
  edgesim run X.yaml --world lab --pcap captures       and what each wire carried, for Wireshark
  edgesim run --matrix --seed 3 --jobs 2               each fault in random networks: verdicts on it
  edgesim run X.yaml --timeline                        its attempts and tries as a line of time
  edgesim run X.yaml --exec 'node agent.js'            your own agent in edgeprobe's place
  edgesim list faults                                  what can be broken, and with which parameters

A program of --exec finds these variables: EDGESIM_HUB, EDGESIM_AMQP_PORT, EDGESIM_WS_PORT,
EDGESIM_CA_FILE (also as NODE_EXTRA_CA_CERTS, SSL_CERT_FILE, REQUESTS_CA_BUNDLE); if the scenario
has an identity EDGESIM_CONNECTION_STRING_FILE and EdgeHubConnectionString; if it has a proxy
EDGESIM_HTTPS_PROXY (also as HTTPS_PROXY and https_proxy).

Exit codes of run: 0 all expectations met, 1 some not, 2 wrong usage, 3 could not be run.)";

}  // namespace edge::sim
