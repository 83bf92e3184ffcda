// Operators taken apart.

#include "lib/policy/condition.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "tests/unit/catch.h"

namespace iampolicy::policy {
namespace {

TEST_CASE("every operator has its qualifiers and suffix, but Null has no IfExists") {
  CHECK(OperatorNames().size() == 27);
  CHECK(std::is_sorted(OperatorNames().begin(), OperatorNames().end()));
  for (const std::string_view name : OperatorNames()) {
    const std::optional<Operator> plain = ParseOperator(name);
    INFO(name);
    REQUIRE(plain);
    CHECK_FALSE(plain->if_exists);
    CHECK(plain->qualifier == Qualifier::kNone);
    CHECK(plain->negated == (name.find("Not") != std::string_view::npos));
    const std::optional<Operator> qualified = ParseOperator("forallvalues:" + std::string(name));
    REQUIRE(qualified);
    CHECK(qualified->qualifier == Qualifier::kForAllValues);
    const std::optional<Operator> if_exists = ParseOperator("ForAnyValue:" + std::string(name) + "ifexists");
    CHECK(if_exists.has_value() == (name != "Null"));
    if (if_exists) CHECK((if_exists->if_exists && if_exists->family == plain->family));
  }
}

TEST_CASE("what is no operator is none") {
  for (const std::string_view name :
       {"", "StringEqual", "ForAllValues", "ForAllValues:", "ForNoValue:StringEquals", ":StringEquals", "IfExists",
        "StringEqualsIfExistsIfExists", "ForAllValues:ForAnyValue:Bool", "Bool "}) {
    INFO(name);
    CHECK_FALSE(ParseOperator(name));
  }
}

TEST_CASE("a name is cut into its parts whether they exist or not") {
  const OperatorParts parts = SplitOperator("Some:ThingIFEXISTS");
  CHECK(parts.has_qualifier);
  CHECK(parts.qualifier == "Some");
  CHECK(parts.base == "Thing");
  CHECK(parts.if_exists == "IFEXISTS");
  const OperatorParts bare = SplitOperator("IfExists");
  CHECK_FALSE(bare.has_qualifier);
  CHECK(bare.base == "IfExists");
  CHECK(bare.if_exists.empty());
}

}  // namespace
}  // namespace iampolicy::policy
