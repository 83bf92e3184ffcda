// What HCL says: blocks, expressions, templates; where each part is; and what is said of what is no HCL.

#include "lib/syntax/hcl.h"

#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/catch.h"
#include "tests/unit/syntax/outline.h"

namespace iampolicy::syntax {
namespace {

using Kind = HclNode::Kind;

// An expression with every grouping written out.
class Writer {
 public:
  Writer(const HclFile& file, const text::Sources& sources) : file_(file), sources_(sources) {}

  std::string Of(HclId id) const {
    const HclNode& node = file_.nodes[id];
    const std::string text(sources_.Text(node.text));
    const auto child = [&](std::size_t i) { return Of(file_.Children(id)[i]); };
    switch (node.kind) {
      case Kind::kNull:
        return "null";
      case Kind::kBool:
      case Kind::kNumber:
      case Kind::kName:
        return text;
      case Kind::kText:
        return "'" + text + "'";
      case Kind::kTemplate:
        return "\"" + All(id, "") + "\"";
      case Kind::kItem:
        return "*";
      case Kind::kAttribute:
        return child(0) + "." + text;
      case Kind::kIndex:
        return child(0) + "[" + child(1) + "]";
      case Kind::kSplat:
        return "each(" + child(0) + "; " + child(1) + ")";
      case Kind::kCall:
        return text + "(" + All(id, ", ") + (node.flag ? "..." : "") + ")";
      case Kind::kList:
        return "[" + All(id, ", ") + "]";
      case Kind::kObject:
        return "{" + All(id, ", ") + "}";
      case Kind::kForList:
      case Kind::kForObject:
      case Kind::kForDirective:
        return "for(" + std::string(sources_.Text(node.key_name)) + " " + text + "; " + All(id, "; ") +
               (node.flag ? "...)" : ")");
      case Kind::kUnary:
        return "(" + text + child(0) + ")";
      case Kind::kBinary:
        return "(" + child(0) + " " + text + " " + child(1) + ")";
      case Kind::kConditional:
      case Kind::kIfDirective:
        return "(" + child(0) + " ? " + child(1) + " : " + child(2) + ")";
    }
    return "";
  }

  std::string Body(std::uint32_t index) const {
    const HclBlock& block = file_.blocks[index];
    std::string out;
    for (const HclAttribute& one : block.attributes) {
      out += std::string(sources_.Text(one.name)) + "=" + Of(one.value) + ";";
    }
    for (const std::uint32_t inner : block.blocks) {
      out += std::string(sources_.Text(file_.blocks[inner].type));
      for (const text::Span label : file_.blocks[inner].labels) out += " " + std::string(sources_.Text(label));
      out += "{" + Body(inner) + "}";
    }
    return out;
  }

 private:
  std::string All(HclId id, const std::string& between) const {
    std::string out;
    for (const HclId child : file_.Children(id)) out += (out.empty() ? "" : between) + Of(child);
    return out;
  }

  const HclFile& file_;
  const text::Sources& sources_;
};

struct Read {
  std::string outline;
  std::vector<std::string> errors;
};

Read ReadText(std::string_view text, bool is_json = false) {
  text::Sources sources;
  const text::Span span = *sources.AddFile("f.tf", text);
  const HclFile file = is_json ? ReadHclJson(sources, span) : ReadHcl(sources, span);
  Read read{Writer(file, sources).Body(0), {}};
  for (const HclError& error : file.errors) read.errors.push_back(PlaceOf(error.span, sources) + " " + error.message);
  return read;
}

TEST_CASE("an expression groups as Terraform groups it") {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"1 + 2 * 3 - 4", "((1 + (2 * 3)) - 4)"},
      {"!a && b || c == d", "(((!a) && b) || (c == d))"},
      {"a ? b : c ? d : e", "(a ? b : (c ? d : e))"},
      {"-x >= 1.5e3", "((-x) >= 1.5e3)"},
      {"a.b[0].c[\"d\"].1", "a.b[0].c[\"'d'\"][1]"},
      {"a[*].b[0]", "each(a; *.b[0])"},
      {"a.*.b[0]", "each(a; *.b)[0]"},
      {"f(a, [b,\n c,\n], d...)", "f(a, [b, c], d...)"},
      {"provider::x::f(1)", "provider::x::f(1)"},
      {"[for k, v in m : v if v != null]", "[for]"},
      {"{ for s in l : s => f(s)... if s }", "{for}"},
      {"{ a = 1, \"b\" : 2\n c.d/e = 3\n (f) = null }", "{'a', 1, \"'b'\", 2, (c.d / e), 3, f, null}"},
      {"{ for = 1 }", "{'for', 1}"},
      {"(\n a\n +\n b\n)", "(a + b)"},
      {"a /* x */ + b # y", "(a + b)"},
  };
  for (const auto& [text, outline] : rows) {
    INFO(text);
    const Read read = ReadText("x = " + text + "\n");
    CHECK(read.errors == std::vector<std::string>());
    if (outline == "[for]") {
      CHECK(read.outline == "x=for(k v; m; v; (v != null));");
    } else if (outline == "{for}") {
      CHECK(read.outline == "x=for( s; l; s; f(s); s...);");
    } else {
      CHECK(read.outline == "x=" + outline + ";");
    }
  }
}

TEST_CASE("a template is its parts, its escapes decoded") {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {R"("a${b}c")", R"("'a'b'c'")"},
      {R"("$${a} %%{b} \"\n\u0041")", "\"'${a} %{b} \"\nA'\""},
      {R"("${"${x}"}")", R"(""x"")"},
      {R"("a ${~ b ~} c")", R"("'a'b'c'")"},
      {R"("%{ if a }b%{ else }c%{ endif }")", R"x("(a ? "'b'" : "'c'")")x"},
      {R"("%{ for k, v in m }${v}%{ endfor }")", R"x("for(k v; m; "v")")x"},
      {"<<E\n a\n  ${b}\nE", "\"' a\n  'b'\n'\""},
      {"<<-E\n    a\n\n      ${b}\n  E", "\"'a\n\n  'b'\n'\""},
      {"<<-E\n    a${f({\n})}\n    b\n  E", "\"'a'f({})'\nb\n'\""},
      {"\"\"", "\"\""},
  };
  for (const auto& [text, outline] : rows) {
    INFO(text);
    const Read read = ReadText("x = " + text + "\n");
    CHECK(read.errors == std::vector<std::string>());
    CHECK(read.outline == "x=" + outline + ";");
  }
}

TEST_CASE("blocks and arguments, however they are spaced") {
  CHECK(
      ReadText("\xEF\xBB\xBF# c\r\nresource aws_iam_policy \"a\" {\r\n  x = 1 // y\r\n  b { c = 2 }\r\n  d {}\r\n}\r\n")
          .outline == "resource aws_iam_policy a{x=1;b{c=2;}d{}}");
  CHECK(ReadText("").outline.empty());
  CHECK(ReadText("# only a comment").errors.empty());
}

TEST_CASE("decoded text knows its place in the file") {
  text::Sources sources;
  const text::Span span = *sources.AddFile("f.tf", "x = <<-E\n    {\"a\": 1,\n     \"b\": 2}\n  E\n");
  const HclFile file = ReadHcl(sources, span);
  REQUIRE(file.nodes.size() == 2);
  const text::Span text = file.nodes[0].text;
  const std::size_t at = sources.Text(text).find("\"b\"");
  const auto begin = text.begin + static_cast<std::uint32_t>(at);
  CHECK(PlaceOf({begin, begin + 3}, sources) == "3:6-3:9");
}

TEST_CASE("an error costs its block and no other, and says where and what") {
  const std::string good = "resource \"a\" \"good\" {\n  x = 1\n}\n";
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"resource \"a\" \"b\" {\n  x = [1\n}\n", "3:1-3:2 found `}`, expected `,` or `]` in the list"},
      {"resource \"a\" \"b\" {\n  x = f(1\n}\n", "3:1-3:2 found `}`, expected `,` or `)` in the arguments of `f`"},
      {"resource \"a\" \"b\" {\n  x = <<EOF\n{}\n",
       "2:7-3:1 the heredoc that starts here is not closed: expected a line `EOF`"},
      {"resource \"a\" \"b\" {\n  x = \"a\n}\n", "2:7-2:8 the string that starts here is not closed on its line"},
      {"resource \"a\" \"b\" {\n  x = \n}\n", "2:7-3:1 found the end of the line, expected a value"},
      {"resource \"a\" \"b\" {\n  x 1\n}\n", "2:5-2:6 found `1`, expected `=` or a block after `x`"},
      {"resource \"a\" \"b\" {\n  x = 1 y = 2\n}\n", "2:9-2:10 found `y`, expected the end of the line"},
      {"}\n", "1:1-1:2 found `}`, expected the name of a block or an argument"},
      {"x = \"${a\"\n", "1:6-1:8 found `\"`, expected `}` to close this `${`"},
      {"resource \u201ca\u201d \"b\" {}\n", "1:10-1:11 found `\u201c`, expected `=` or a block after `resource`"},
      {"\u00A0x = 1\n", "1:1-1:2 found `U+00A0`, expected the name of a block or an argument"},
      {"x = \"%{ if a }b\"\n", "1:6-1:8 the directive that starts here is not closed: expected `%{ endif }`"},
  };
  for (const auto& [text, error] : rows) {
    INFO(text);
    const Read read = ReadText(text + good);
    CHECK(read.errors == std::vector<std::string>{error});
    CHECK(read.outline == "resource a good{x=1;}");
  }
  CHECK(ReadText("x = \"\xFF\"").errors == std::vector<std::string>{"1:6-1:7 the text is not UTF-8 here"});
}

TEST_CASE("an argument given twice is an error; the first is kept, and the block with it") {
  const Read read = ReadText("a {\n  x = 1\n  y = 2\n  x = 3\n  b { x = 4 }\n}\n");
  CHECK(read.errors == std::vector<std::string>{"4:3-4:4 the argument `x` is given twice, expected once"});
  CHECK(read.outline == "a{x=1;y=2;x=3;b{x=4;}}");
}

TEST_CASE("nesting has a limit, and reaching it is an error") {
  const std::string deep(kMostHclLevels + 50, '[');
  const Read read = ReadText("x = " + deep + "\n");
  REQUIRE(read.errors.size() == 1);
  CHECK(read.errors[0].find("nested more than 200 levels deep") != std::string::npos);
  const std::string fine(kMostHclLevels / 2 - 2, '[');
  CHECK(ReadText("x = " + fine + std::string(fine.size(), ']')).errors.empty());
  const std::string chain = "x = " + std::string(5000, '!') + "a\n";
  CHECK(ReadText(chain).errors.size() == 1);
}

TEST_CASE("comments know whether they stand alone") {
  text::Sources sources;
  const HclFile file = ReadHcl(sources, *sources.AddFile("f.tf", "# a\nx = 1 # b\n  // c\n"));
  std::vector<std::string> found;
  for (const HclComment& one : file.comments) {
    found.push_back(std::string(sources.Text(one.span)) + (one.is_alone ? " alone" : ""));
  }
  CHECK(found == std::vector<std::string>{"# a alone", "# b", "// c alone"});
}

TEST_CASE("the JSON notation makes the same blocks, its strings templates") {
  const std::string_view text = R"({"//": "c", "resource": {"t": [{"n": {"a": "x${b}", "s": [{"c": 1}, {"c": true}]}}]},
    "locals": {"l": null}})";
  CHECK(ReadText(text, true).outline ==
        "resource={'t', [{'n', {'a', \"'x'b\", 's', [{'c', 1}, {'c', true}]}}]};locals={'l', null};"
        "resource t n{a=\"'x'b\";s=[{'c', 1}, {'c', true}];s{c=1;}s{c=true;}}locals{l=null;}");
  CHECK(ReadText("[1", true).errors.size() == 1);
  CHECK(ReadText("[]", true).errors ==
        std::vector<std::string>{"1:1-1:3 found a value that is no object, expected the blocks of a configuration"});
}

}  // namespace
}  // namespace iampolicy::syntax
