#!/usr/bin/env python3
"""Compares --format access-analyzer with recorded answers of the real service, finding by finding.

    recorded.py BINARY CASES DIFFERENCES

CASES holds policies, each with the codes and places that the service answered. A code or place more or less on any
policy fails, but for those that DIFFERENCES lists with the reason why; a listed one that no longer differs fails, too.
Codes that follow the day's list of actions may be absent, since the catalogue is newer than the recordings: what AWS
documents today is no error any more. Reporting one that the service did not report is a difference like any other.
"""
import json
import subprocess
import sys
import tempfile

FOLLOW_THE_CATALOGUE = {
    "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    "INVALID_ACTION",
    "INVALID_SERVICE",
    "INVALID_SERVICE_CONDITION_KEY",
    "INVALID_SERVICE_IN_ACTION",
}


def pointer(path):
    """A path of the API as a JSON Pointer, without its escapes: keys are written bare in both files."""
    return "".join("/" + str(next(step[name] for name in ("index", "value", "key") if name in step)) for step in path)


def unescaped(text):
    return text.replace("~1", "/").replace("~0", "~")


def answer(binary, case):
    """The (code, place) pairs that the binary reports."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8", newline="") as file:
        file.write(case["text"])
        file.flush()
        command = [binary, "--format", "access-analyzer", "--policy-type", case["policyType"], file.name]
        run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if run.returncode not in (0, 1):
        sys.exit(f"{case['id']}: exit status {run.returncode}: {run.stderr}")
    findings = json.loads(run.stdout)["findings"]
    return {(f["issueCode"], pointer(place["path"])) for f in findings for place in f["locations"]}


def differences(binary, cases):
    """(policy, code, place, what the recording has) of each difference."""
    found = set()
    for case in cases:
        ours = answer(binary, case)
        recorded = {(one["code"], unescaped(one["path"] or "")) for one in case["exact"]}
        found |= {(case["id"], *one, "absent") for one in ours - recorded}
        found |= {(case["id"], *one, "present") for one in recorded - ours if one[0] not in FOLLOW_THE_CATALOGUE}
    return found


def listed(path):
    with open(path, encoding="utf-8") as file:
        rows = json.load(file)["differences"]
    return {(row["policy"], row["code"], unescaped(place), row["recorded"]) for row in rows for place in row["paths"]}


def show(differing, why):
    for policy, code, place, recorded in sorted(differing):
        print(f"{policy}: {code} at `{place}`, {recorded} in the recording, {why}")


def main():
    binary, cases_path, differences_path = sys.argv[1:]
    with open(cases_path, encoding="utf-8") as file:
        cases = json.load(file)
    cases = cases["cases"] if isinstance(cases, dict) else cases
    found, expected = differences(binary, cases), listed(differences_path)
    show(found - expected, "is not listed")
    show(expected - found, "is listed and does not differ")
    exact = len(cases) - len({policy for policy, *_ in found})
    print(f"{exact} of {len(cases)} policies exact, {len(found)} differences, {len(expected)} of them listed")
    sys.exit(0 if found == expected else 1)


if __name__ == "__main__":
    main()
