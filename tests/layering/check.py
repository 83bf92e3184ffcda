#!/usr/bin/env python3
"""Which layer includes what, against the table of lib/README.md; and what no file of the library may include or hold.

    check.py ROOT [LIBRARY]

LIBRARY, the static library where it is built, is searched for start-up code. Exits 1 where something does not fit.
"""
import os
import re
import subprocess
import sys

FORBIDDEN = {"iostream", "regex", "locale", "filesystem"}
# Third-party header -> the stems of the files that may see it, relative to the root.
ONLY_IN = {
    "boost/": {"lib/text/regex"},
    "yaml.h": {"lib/syntax/yaml_events"},
    "CLI/": {"tools/iampolicy-lint/"},
}


def table(readme):
    """The rows of the table of layers: name -> (layers it may use, third-party words)."""
    rows = {}
    for line in open(readme, encoding="utf-8"):
        cells = [c.strip() for c in line.strip().strip("|").split("|")]
        if line.startswith("| `") and len(cells) >= 3:
            name = cells[0].strip("`")
            uses = {w for w in re.split(r"[,\s]+", cells[1]) if w}
            rows[name] = (uses, {w.lower() for w in re.split(r"[,\s]+", cells[2]) if w})
    return rows


def third_party(header):
    for prefix, word in (("rapidjson/", "rapidjson"), ("boost/", "boost.regex"), ("fmt/", "fmt"), ("yaml.h", "libyaml"),
                         ("CLI/", "cli11"), ("z3", "z3"), ("catch2/", "catch2"), ("benchmark/", "benchmark")):
        if header.startswith(prefix):
            return word
    return None


def includes(path):
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        found = re.match(r'\s*#\s*include\s+([<"])([^>"]+)[>"]', line)
        if found:
            yield number, found.group(1), found.group(2)


def sources(root, folder):
    for base, folders, files in os.walk(os.path.join(root, folder)):
        folders.sort()
        for name in sorted(files):
            if name.endswith((".h", ".cc")):
                yield os.path.relpath(os.path.join(base, name), root)


def check_sources(root):
    layers = table(os.path.join(root, "lib/README.md"))
    if not layers:
        yield "lib/README.md: no table of layers"
    for path in [p for folder in ("include", "lib", "tools") for p in sources(root, folder)]:
        parts = path.split("/")
        if parts[0] == "lib" and len(parts) > 2:
            layer = parts[1]
        else:
            layer = {"include": "public", "lib": "pipeline"}.get(parts[0], "/".join(parts[:2]))
        if layer == "tools/embed":
            continue  # a host tool of the build: it links the layers it compiles
        if layer not in layers:
            yield f"{path}: the table of lib/README.md has no layer `{layer}`"
            continue
        uses, external = layers[layer]
        stem = os.path.splitext(path)[0]
        for number, bracket, header in includes(os.path.join(root, path)):
            where = f"{path}:{number}"
            if header.startswith("lib/"):
                target = header.split("/")[1] if header.count("/") > 1 else "pipeline"
                if target != layer and target not in uses and "all" not in uses:
                    yield f"{where}: layer `{layer}` may not use `{target}`"
            elif header.startswith("iampolicy/"):
                if layer != "public" and "public" not in uses and "all" not in uses:
                    yield f"{where}: layer `{layer}` may not use the public headers"
            elif bracket == '"' and not header.startswith("tools/iampolicy-lint/"):
                yield f"{where}: includes are written from the root"
            elif layer != "tools/iampolicy-lint" and header in FORBIDDEN:
                yield f"{where}: <{header}> is not used in the library"
            else:
                word = third_party(header)
                if word and word not in external:
                    yield f"{where}: layer `{layer}` may not use {word}"
                for prefix, stems in ONLY_IN.items():
                    if header.startswith(prefix) and not any(stem == s or stem.startswith(s) for s in stems):
                        yield f"{where}: only {', '.join(sorted(stems))} may include <{header}>"


def check_startup(library):
    """Static constructors show as _GLOBAL__sub_I_... in the object files."""
    listing = subprocess.run(["nm", "-C", library], capture_output=True, text=True, check=True).stdout
    member = ""
    for line in listing.splitlines():
        if line.endswith(":"):
            member = line[:-1]
        elif "_GLOBAL__sub_I" in line or "global constructors" in line:
            yield f"{library}: {member} runs code at start-up"


def main():
    root = sys.argv[1]
    wrong = list(check_sources(root))
    if len(sys.argv) > 2:
        wrong += check_startup(sys.argv[2])
    print("\n".join(wrong) if wrong else "the layers are as lib/README.md has them")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
