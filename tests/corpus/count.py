#!/usr/bin/env python3
"""Counts policies in a second way and compares: whatever looks like a policy document against what `extract` finds.

Usage: count.py BINARY FOLDER... [--differences FILE]

The count knows nothing of resource types and properties: a mapping with `Statement` is a policy, a text that holds
`"Statement"` is one, and so is every resource that AWS turns into a statement. Where the two differ the file is printed,
and the exit status is 1, unless FILE gives the two numbers and a reason: {"folder/file": [counted, found, "why"]}.
Terraform is counted a directory at a time, see count_terraform.py. Needs PyYAML; exits with 77 where that is missing.
"""

import argparse
import json
import pathlib
import subprocess
import sys

import count_terraform

try:
    import yaml
except ImportError:
    print("count.py: PyYAML is not installed, nothing was compared")
    sys.exit(77)

SYNTHESIZED = (
    "AWS::ACMPCA::Permission",
    "AWS::Lambda::LayerVersionPermission",
    "AWS::Lambda::Permission",
)


class Loader(yaml.SafeLoader):
    """Reads the short forms of CloudFormation's functions as mappings, like their long forms."""


def tagged(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {suffix: value}


Loader.add_multi_constructor("!", tagged)


def count(node):
    """Policies below a node; what is inside one is not looked at."""
    if isinstance(node, dict):
        if "Statement" in node and not isinstance(node["Statement"], str):
            return 1
        below = sum(count(value) for value in node.values())
        return below + (node.get("Type") in SYNTHESIZED and "Properties" in node)
    if isinstance(node, list):
        return sum(count(value) for value in node)
    return int(isinstance(node, str) and ('"Statement"' in node or "%22Statement%22" in node))


def counted(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        return count(json.loads(text))
    return sum(count(document) for document in yaml.load_all(text, Loader))


COUNTERS = {".json": counted, ".yaml": counted, ".yml": counted}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("folder", type=pathlib.Path, nargs="+")
    parser.add_argument("--differences", type=pathlib.Path)
    arguments = parser.parse_args()
    known = json.loads(arguments.differences.read_text(encoding="utf-8")) if arguments.differences else {}

    done = subprocess.run(
        [arguments.binary, "extract", "--format", "json", *map(str, arguments.folder)],
        stdout=subprocess.PIPE,
        check=False,
    )
    policies = {}
    for entry in json.loads(done.stdout)["files"]:
        policies.setdefault(entry["file"], []).extend(entry["policies"])
    total = [0, 0]
    is_wrong = False
    for folder, path in [(folder, path) for folder in arguments.folder for path in [folder, *sorted(folder.rglob("*"))]]:
        counter = COUNTERS.get(path.suffix)
        name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
        if path.is_dir():
            texts = [file.read_text(encoding="utf-8") for file in sorted(path.glob("*.tf"))]
            if not texts:
                continue
            here = [one for file in policies if pathlib.Path(file).parent == path for one in policies[file]]
            pair = [count_terraform.count(texts), count_terraform.found(here)]
        elif counter is None:
            continue
        else:
            try:
                pair = [counter(path), len(policies.get(str(path), []))]
            except (ValueError, yaml.YAMLError) as error:
                print(f"{name}: cannot be counted: {str(error).splitlines()[0]}")
                continue
        total = [total[0] + pair[0], total[1] + pair[1]]
        expected = known.pop(name, [pair[0], pair[0], ""])
        if pair != expected[:2]:
            print(f"{name}: {pair[0]} counted, {pair[1]} found, expected {expected[0]} and {expected[1]}")
            is_wrong = True
    for name in known:
        print(f"{name}: its difference is explained, but there is no such file")
        is_wrong = True
    print(f"{total[0]} counted, {total[1]} found")
    return int(is_wrong)


sys.exit(main())
