// Command lines of CLI11, made and read in one place: whoever does either compiles most of CLI11
// again, as it is all headers. Options are added with CLI11 itself.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace edge {

/// `name`: as it is called. `what`: a sentence, `examples`: the end of its help.
std::shared_ptr<CLI::App> make_command_line(std::string_view name, std::string_view what,
                                            std::string_view examples);

/// The result belongs to `app`. The same texts; `name` is one word.
CLI::App& add_subcommand(CLI::App& app, std::string_view name, std::string_view what,
                         std::string_view examples);

/// What to say of arguments that no option takes; gets CLI11's sentence, which quotes them.
using OfUnexpected = std::function<std::string(const std::string& sentence)>;

/// Reads `arguments` into the options of `app`. False if they ask for help or version, which it
/// prints. Throws UsageError for arguments that `app` does not take, or lacks.
bool read_arguments(CLI::App& app, const std::vector<std::string>& arguments,
                    const OfUnexpected& of_unexpected = {});

}  // namespace edge
