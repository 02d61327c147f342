// What most tests include, parsed once for a build.
#pragma once

#include "simulator/precompiled.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "common/world/spawn.hpp"
#include "common/world/with_deadline.hpp"
#include "simulator/runner.hpp"
#include "simulator/topologies.hpp"
