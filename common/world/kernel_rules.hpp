// The policy rules and routing tables that Linux brings by itself (ip-rule(8)).
#pragma once

#include <linux/rtnetlink.h>

namespace edge {

inline constexpr int kMainTable = RT_TABLE_MAIN;
inline constexpr int kDefaultTable = RT_TABLE_DEFAULT;
inline constexpr int kLocalTable = RT_TABLE_LOCAL;

struct KernelRule {
  int priority;
  int table;
};

inline constexpr KernelRule kMainRule{32766, kMainTable};
/// In the order in which they are asked; another rule of a priority that is taken comes behind.
inline constexpr KernelRule kKernelRules[] = {{0, kLocalTable}, kMainRule, {32767, kDefaultTable}};

}  // namespace edge
