// What most tests include of other people's headers, parsed once for a build.
#pragma once

#include "common/precompiled.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
