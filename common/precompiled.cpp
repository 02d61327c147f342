#include "common/precompiled.hpp"
