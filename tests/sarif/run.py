#!/usr/bin/env python3
"""Holds the SARIF that the command prints to the published schema of SARIF 2.1.0, and its numbers to each other.

    run.py ROOT BINARY

The schema is reference/sarif-schema-2.1.0.json of the folder IAMPOLICY_SHARED (default: beside the project). Skipped
(77) where it or python3-jsonschema is absent, but not in continuous integration.
"""
import json
import os
import subprocess
import sys
import tempfile

INPUTS = {
    "wide.json": '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}\n',
    "odd name é.json": '{"Version": "2012-10-17", "Statement": [{"Effect": "Alow", "Action": "s3:Gett漢", "Resource": "*"}]}\n',
    "broken.json": '{"Version": "2012-10-17", "Statement": [\n',
}


def skip(why):
    print(why)
    sys.exit(1 if os.environ.get("CI") == "true" else 77)


def check_numbers(run):
    """What refers to something else by number refers to the right thing."""
    rules = run["tool"]["driver"]["rules"]
    files = run["artifacts"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"], result
        for location in result["locations"] + result.get("relatedLocations", []):
            place = location["physicalLocation"]["artifactLocation"]
            assert files[place["index"]]["location"]["uri"] == place["uri"], result
    assert {rule["id"] for rule in rules} == {result["ruleId"] for result in run["results"]}
    assert all("help" in rule and "shortDescription" in rule for rule in rules)


def main():
    root, binary = sys.argv[1:3]
    shared = os.environ.get("IAMPOLICY_SHARED", os.path.join(root, "..", "shared"))
    path = os.path.join(shared, "reference", "sarif-schema-2.1.0.json")
    try:
        import jsonschema
    except ImportError:
        skip("python3-jsonschema is not installed")
    if not os.path.exists(path):
        skip(f"no schema at {path} (set IAMPOLICY_SHARED)")
    with open(path, encoding="utf-8") as f:
        schema = json.load(f)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in INPUTS.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
                f.write(text)
        done = subprocess.run([os.path.abspath(binary), "--format", "sarif", *INPUTS, "absent.json"], cwd=folder,
                              capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 3, (done.returncode, done.stderr)
    sarif = json.loads(done.stdout)
    errors = [f"{list(error.absolute_path)}: {error.message}" for error in validator.iter_errors(sarif)]
    print("\n".join(errors))
    run = sarif["runs"][0]
    assert len(run["results"]) >= 3 and len(run["artifacts"]) >= 3, run
    check_numbers(run)
    # The schema is one that can fail: a result without a message is refused.
    del run["results"][0]["message"]
    assert not validator.is_valid(sarif)
    print(f"{len(run['results'])} results, {len(errors)} errors")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
