// edgeprobe: parse, run, print, exit code. Everything else is in the library.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <iostream>

#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/world/real/environment.hpp"
#include "common/world/real/real_world.hpp"
#include "probe/command_line.hpp"
#include "probe/explain.hpp"
#include "probe/output/live.hpp"
#include "probe/outputs.hpp"
#include "probe/run.hpp"
