#include "simulator/hub_program/control/access.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace edge::sim {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

TEST(ControlAccess, IsForWhoeverHasTheTokenAndForNoWebPage) {
  const ControlAccess access(Secret("secret-token"), "hub.test");
  const std::pair<std::string, std::string> good{"Authorization", "Bearer secret-token"};
  struct Row {
    Fields fields;
    int status;  // 0: not refused
  };
  const Row rows[] = {
      {{{"Host", "127.0.0.1:8090"}, good}, 0},
      {{{"Host", "localhost"}, good}, 0},
      {{{"Host", "LocalHost:1"}, good}, 0},
      {{{"Host", "[::1]:8090"}, good}, 0},
      {{{"Host", "192.0.2.7"}, good}, 0},
      {{{"Host", "hub.test:8090"}, good}, 0},
      {{{"Host", "localhost"}, {"Authorization", "bearer secret-token"}}, 0},
      {{{"Host", "localhost:8090"}, {"Origin", "http://localhost:8090"}, good}, 0},
      {{good}, 400},
      {{{"Host", ""}, good}, 400},
      {{{"Host", "attacker.test:8090"}, good}, 403},
      {{{"Host", "localhost.attacker.test"}, good}, 403},
      {{{"Host", "localhost"}, {"Host", "attacker.test"}, good}, 403},
      {{{"Host", "["}, good}, 403},
      {{{"Host", "localhost:1:2"}, good}, 403},
      {{{"Host", "localhost@attacker.test"}, good}, 403},
      {{{"Host", "127.0.0.1.attacker.test"}, good}, 403},
      {{{"Host", "localhost"}, {"Origin", "http://attacker.test"}, good}, 403},
      {{{"Host", "localhost"}, {"Origin", "null"}, good}, 403},
      {{{"Host", "localhost"}}, 401},
      {{{"Host", "localhost"}, {"Authorization", "Bearer secret-toke"}}, 401},
      {{{"Host", "localhost"}, {"Authorization", "Bearer secret-token2"}}, 401},
      {{{"Host", "localhost"}, {"Authorization", "Bearer Secret-token"}}, 401},
      {{{"Host", "localhost"}, {"Authorization", "Bearer "}}, 401},
      {{{"Host", "localhost"}, {"Authorization", "secret-token"}}, 401},
      {{{"Host", "localhost"}, {"Authorization", "Basic secret-token"}}, 401},
      {{{"Host", "localhost"}, good, good}, 401},
  };
  for (const auto& [fields, status] : rows) {
    HttpHead head;
    head.fields = fields;
    const auto refusal = access.refuse(head);
    EXPECT_EQ(refusal ? refusal->status : 0, status) << testing::PrintToString(fields);
    if (refusal) {
      EXPECT_THAT(refusal->body, testing::Not(testing::HasSubstr("secret")));
    }
  }
}

}  // namespace
}  // namespace edge::sim
