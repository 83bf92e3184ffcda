#!/usr/bin/env python3
"""Holds --format access-analyzer to the codes and places of a table of policies, finding by finding.

    places.py BINARY CASES

A case of CASES names a type of policy, a policy, and the findings it gives: all of them, each as its code and its
places, in order: `CODE /Statement/0/Action + /Statement/0/Resource`. A `#` before the last step says that the place is
the name of the member rather than its value. What lies between the two positions of a place is compared with the text
that the path leads to, by a small reader of JSON that knows nothing of the one in the library.
"""
import bisect
import json
import re
import subprocess
import sys
import tempfile

TYPES = {
    "identity": ("IDENTITY_POLICY", None),
    "resource": ("RESOURCE_POLICY", None),
    "scp": ("SERVICE_CONTROL_POLICY", None),
    "rcp": ("RESOURCE_CONTROL_POLICY", None),
    "trust": ("RESOURCE_POLICY", "AWS::IAM::AssumeRolePolicyDocument"),
}


class Reader:
    """JSON as (begin, end, members or elements or None); a member is name, (begin, end) of the name, and its value."""

    def __init__(self, text):
        self.text = text
        self.at = 0

    def blanks(self):
        while self.text[self.at] in " \t\r\n":
            self.at += 1

    def string(self):
        begin = self.at
        self.at += 1
        while self.text[self.at] != '"':
            self.at += 2 if self.text[self.at] == "\\" else 1
        self.at += 1
        return begin, self.at

    def many(self, close, read):
        items = []
        self.at += 1
        self.blanks()
        while self.text[self.at] != close:
            items.append(read())
            self.blanks()
            if self.text[self.at] == ",":
                self.at += 1
                self.blanks()
        self.at += 1
        return items

    def member(self):
        begin, end = self.string()
        self.blanks()
        self.at += 1
        return json.loads(self.text[begin:end]), (begin, end), self.value()

    def value(self):
        self.blanks()
        begin = self.at
        if self.text[begin] == "{":
            items = self.many("}", self.member)
        elif self.text[begin] == "[":
            items = self.many("]", self.value)
        else:
            items = None
            if self.text[begin] == '"':
                self.string()
            else:
                self.at += re.match(r"[-+.\w]+", self.text[begin:]).end()
        return begin, self.at, items


def follow(document, path):
    """The (begin, end) that a path of the API leads to."""
    node = document
    for step in path:
        if "key" in step:
            return [span for name, span, _ in node[2] if name == step["key"]][-1]
        if "index" in step:
            node = node[2][step["index"]]
        else:
            node = [value for name, _, value in node[2] if name == step["value"]][-1]
    return node[0], node[1]


def position(text, offset):
    starts = [0] + [i + 1 for i, c in enumerate(text) if c == "\n"]
    line = bisect.bisect_right(starts, offset)
    return {"line": line, "column": offset - starts[line - 1], "offset": offset}


def shown(path):
    steps = ["#" + s["key"] if "key" in s else str(s.get("value", s.get("index"))) for s in path]
    return "/" + "/".join(steps)


def run(binary, case, text):
    policy_type, resource_type = TYPES.get(case["type"], ("RESOURCE_POLICY", case["type"]))
    command = [binary, "--format", "access-analyzer", "--policy-type", policy_type]
    if resource_type:
        command += ["--resource-type", resource_type]
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        done = subprocess.run([*command, file.name], capture_output=True, encoding="utf-8", check=False)
    return json.loads(done.stdout)["findings"]


def wrong_spans(text, findings):
    document = Reader(text + " ").value()
    for finding in findings:
        for place in finding["locations"]:
            begin, end = follow(document, place["path"])
            if place["span"] != {"start": position(text, begin), "end": position(text, end)}:
                yield f"{finding['issueCode']} {shown(place['path'])}: {place['span']} is not what the path leads to"


def mistakes(binary, case):
    text = case["text"] if "text" in case else json.dumps(case["policy"], indent=1, ensure_ascii=False)
    findings = run(binary, case, text)
    found = [f["issueCode"] + " " + " + ".join(shown(p["path"]) for p in f["locations"]) for f in findings]
    for line in sorted(set(case["findings"]) - set(found)):
        yield f"missing {line}"
    for line in sorted(set(found) - set(case["findings"])):
        yield f"unexpected {line}"
    if len(found) != len(set(found)):
        yield "the same finding twice"
    if "text" not in case:
        yield from wrong_spans(text, findings)


def main():
    binary, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        cases = json.load(file)["cases"]
    count = 0
    for case in cases:
        for line in mistakes(binary, case):
            print(f"{case['name']}: {line}")
            count += 1
    print(f"{len(cases)} policies, {count} mistakes")
    sys.exit(1 if count or not cases else 0)


if __name__ == "__main__":
    main()
