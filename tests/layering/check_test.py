#!/usr/bin/env python3
"""The layering check finds what it is there for: one planted mistake of each kind in a small tree of its own."""
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import check

README = """| layer | may use | third party | what |
|---|---|---|---|
| `public` | | | words |
| `text` | public | Boost.Regex | bytes |
| `syntax` | text | RapidJSON, libyaml | trees |
| `tools/iampolicy-lint` | public | CLI11, fmt | the command |
"""

CASES = [
    ("lib/text/a.cc", '#include "lib/text/b.h"\n#include <iampolicy/types.h>\n#include <vector>\n', 0),
    ("lib/text/a.cc", '#include "lib/syntax/tree.h"\n', 1),
    ("lib/syntax/a.cc", '#include "lib/text/span.h"\n#include <rapidjson/reader.h>\n', 0),
    ("lib/text/a.cc", "#include <rapidjson/reader.h>\n", 1),
    ("lib/text/a.cc", "#include <iostream>\n", 1),
    ("lib/text/a.cc", "#include <boost/regex.hpp>\n", 1),
    ("lib/text/regex.cc", "#include <boost/regex.hpp>\n", 0),
    ("lib/text/a.cc", '#include "span.h"\n', 1),
    ("lib/other/a.cc", "\n", 1),
    ("include/iampolicy/a.h", '#include "lib/text/span.h"\n', 1),
    ("tools/iampolicy-lint/a.cc", '#include "lib/text/span.h"\n', 1),
    ("tools/iampolicy-lint/a.cc", "#include <iampolicy/types.h>\n#include <CLI/CLI.hpp>\n", 0),
]


def main():
    failed = 0
    for path, text, expected in CASES:
        with tempfile.TemporaryDirectory() as root:
            for name, content in (("lib/README.md", README), (path, text)):
                os.makedirs(os.path.dirname(os.path.join(root, name)), exist_ok=True)
                with open(os.path.join(root, name), "w", encoding="utf-8") as f:
                    f.write(content)
            found = list(check.check_sources(root))
        if len(found) != expected:
            failed += 1
            print(f"{path} with {text!r}: {found}, wanted {expected}")
    print(f"{len(CASES) - failed} of {len(CASES)} planted cases are told right")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
