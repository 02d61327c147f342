// What nearly every test includes, parsed once for a build.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/precompiled.hpp"
