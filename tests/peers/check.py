#!/usr/bin/env python3
"""Holds the list of other tools' checks, corpus/peer-checks.json, to the rules.

    check.py ROOT BINARY

A check of the list has one of
  rule     a rule that exists and names the check among its aliases,
  parts    other checks of the list that have a rule, where one check stands for many,
  reason   why there is no rule.
Every alias of a listed tool must be in the list, and BINARY, iampolicy-lint, must know every alias by the same rules and
explain a check with parts by the rules of its parts.
Prints one line for each mismatch and exits 1 where there is any.
"""
import collections
import json
import os
import subprocess
import sys

FORMS = ("rule", "parts", "reason")


def rules_of(root):
    """The rules of the folder rules/: id -> aliases. A file holds one rule, or several that carry their ids."""
    rules = {}
    top = os.path.join(root, "rules")
    for folder, _, names in sorted(os.walk(top)):
        for name in sorted(names):
            if not name.endswith(".json"):
                continue
            path = os.path.join(folder, name)
            with open(path, encoding="utf-8") as file:
                document = json.load(file)
            own_id = os.path.relpath(path, top)[: -len(".json")].replace(os.sep, "/")
            for rule in document.get("rules", [document]):
                if "when" in rule:  # The named sets of actions beside the rules have no tests.
                    rules[rule.get("id", own_id)] = rule.get("aliases", [])
    return rules


def mismatch_of(check, checks, rules):
    """What is wrong with a check of the list, or nothing."""
    forms = [form for form in FORMS if form in check]
    if len(forms) != 1 or set(check) != {"id", forms[0]}:
        return "needs exactly one of rule, parts and reason"
    if forms[0] == "reason":
        return None if check["reason"].strip() else "has an empty reason"
    if forms[0] == "parts":
        lacking = [part for part in check["parts"] if "rule" not in checks.get(part, {})]
        if not check["parts"]:
            return "has no parts"
        return "has parts without a rule: " + ", ".join(lacking) if lacking else None
    if check["rule"] not in rules:
        return f"there is no rule {check['rule']}"
    return None if check["id"] in rules[check["rule"]] else f"is no alias of {check['rule']}"


def mismatches_of_list(listed, rules):
    """The list against the rule files."""
    out = []
    checks = {}
    for check in listed:
        if check["id"] in checks:
            out.append(f"{check['id']}: stands there twice")
        checks[check["id"]] = check
    for name, check in checks.items():
        problem = mismatch_of(check, checks, rules)
        if problem:
            out.append(f"{name}: {problem}")
    tools = {name.split(":")[0] for name in checks}
    for rule, aliases in rules.items():
        for alias in aliases:
            if alias.split(":")[0] not in tools:
                continue
            if alias not in checks:
                out.append(f"{alias}: an alias of {rule}, but not listed")
            elif "rule" not in checks[alias]:
                out.append(f"{alias}: an alias of {rule}, but listed without a rule")
    return out


def mismatches_of_binary(binary, rules):
    """The rules that the command names for each alias against the rule files."""
    expected = collections.defaultdict(set)
    for rule, aliases in rules.items():
        for alias in aliases:
            expected[alias].add(rule)
    text = subprocess.run([binary, "rules", "list", "--aliases"], check=True, capture_output=True, text=True).stdout
    known = collections.defaultdict(set)
    for line in text.splitlines():
        words = line.replace(",", " ").split()
        if words and ":" in words[0]:
            known[words[0]].update(words[1:])
    return [
        f"{alias}: the command knows {sorted(known[alias])}, the files {sorted(expected[alias])}"
        for alias in sorted(expected.keys() | known.keys())
        if known[alias] != expected[alias]
    ]


def mismatches_of_explanations(binary, listed, rules):
    """What `explain` lists for a check that stands for many against the rules of its parts."""
    out = []
    for check in listed:
        if "parts" not in check:
            continue
        parts = set(check["parts"])
        expected = {rule for rule, aliases in rules.items() if parts & set(aliases)}
        run = subprocess.run([binary, "explain", check["id"]], check=False, capture_output=True, text=True)
        lines = run.stdout.splitlines()
        known = {line.split()[0] for line in lines if line.startswith("  ")}
        if len(expected) == 1:  # one rule is explained, not listed
            known = {lines[0].split(":")[0]} if lines else set()
        if known != expected:
            out.append(f"{check['id']}: explain knows {sorted(known)}, the parts have {sorted(expected)}")
    return out


def main(root, binary):
    with open(os.path.join(root, "corpus", "peer-checks.json"), encoding="utf-8") as file:
        listed = json.load(file)["checks"]
    rules = rules_of(root)
    problems = (
        mismatches_of_list(listed, rules)
        + mismatches_of_binary(binary, rules)
        + mismatches_of_explanations(binary, listed, rules)
    )
    for problem in problems:
        print(problem)
    if not problems:
        count = collections.Counter(next(form for form in FORMS if form in check) for check in listed)
        print(f"{len(listed)} checks of other tools: " + ", ".join(f"{count[form]} by {form}" for form in FORMS))
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
