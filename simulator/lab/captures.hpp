// The captures of one run: a pcap file for each wire, named after its ends. Not for deciding what
// is captured: CarriedWire gives every frame that enters.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "simulator/lab/pcap_file.hpp"
#include "simulator/scenario/scenario.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim {

/// Makes the folder that --pcap names. Throws UsageError if nothing can be written there.
void prepare_captures(const std::string& folder);

class Captures {
 public:
  /// Files go into `folder`/NAME of the scenario, and a folder for each seed if there are several;
  /// it is made with the first of them.
  Captures(const std::filesystem::path& folder, const Scenario& scenario);

  /// "module-eth0--host-br-azure-iot.pcap"; one file for all of a wire's lives. Null if it cannot
  /// be made: see problems().
  std::shared_ptr<PcapFile> of(const Wire& wire);

  /// Writes out what is buffered; what could not be written, in one line, or nothing.
  std::vector<std::string> problems();

 private:
  OwnFolder made() const;

  std::filesystem::path folder_;
  std::string run_, seed_;  // names of folders in it; `seed_` may be empty
  std::map<std::string, std::shared_ptr<PcapFile>> files_;  // by name; null: could not be made
  std::vector<std::string> not_made_;
};

}  // namespace edge::sim
