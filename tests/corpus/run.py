#!/usr/bin/env python3
"""Runs the linter on every example of the corpus and compares what it says with what stands beside the example.

Usage: run.py ROOT BINARY

Beside the example NAME stands NAME.expected: `exit N`, then what was printed. Examples are the files below corpus/policies,
corpus/templates and corpus/exports, and the folders in corpus/terraform. IAMPOLICY_UPDATE=1 writes the expectations anew.
"""

import difflib
import os
import pathlib
import subprocess
import sys

FILES = ("policies", "templates", "exports")
FOLDERS = ("terraform",)
SUFFIX = ".expected"
SECONDS = 60


def examples(corpus):
    found = []
    for folder in FILES:
        found += [p for p in (corpus / folder).rglob("*") if p.is_file() and p.suffix != SUFFIX]
    for folder in FOLDERS:
        found += [p for p in (corpus / folder).iterdir() if p.is_dir()]
    return sorted(p.relative_to(corpus) for p in found)


def run(binary, corpus, example):
    done = subprocess.run(
        [binary, "--color", "never", example.as_posix()],
        cwd=corpus,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        timeout=SECONDS,
        check=False,
    )
    return b"exit %d\n" % done.returncode + done.stdout + done.stderr


def lines(text):
    return text.decode("utf-8", "backslashreplace").splitlines(keepends=True)


def main(arguments):
    if len(arguments) != 2:
        sys.exit(__doc__)
    corpus = pathlib.Path(arguments[0]).resolve() / "corpus"
    binary = str(pathlib.Path(arguments[1]).resolve())
    update = os.environ.get("IAMPOLICY_UPDATE") == "1"
    names = examples(corpus)
    wrong = 0
    for example in names:
        expectation = corpus / (example.as_posix() + SUFFIX)
        got = run(binary, corpus, example)
        if update:
            expectation.write_bytes(got)
            continue
        expected = expectation.read_bytes() if expectation.exists() else b""
        if got == expected:
            continue
        wrong += 1
        sys.stdout.writelines(
            difflib.unified_diff(lines(expected), lines(got), f"{example}{SUFFIX}", f"{example} now")
        )
    known = {corpus / (example.as_posix() + SUFFIX) for example in names}
    for stale in sorted(set(corpus.rglob("*" + SUFFIX)) - known):
        if not any(stale.is_relative_to(corpus / folder) for folder in FILES + FOLDERS):
            continue
        if update:
            stale.unlink()
            continue
        wrong += 1
        print(f"{stale.relative_to(corpus)}: no such example")
    if not names:
        sys.exit(f"{corpus}: no examples")
    if wrong:
        sys.exit(f"{wrong} of {len(names)} examples are not as expected; IAMPOLICY_UPDATE=1 writes them anew")
    print(f"{len(names)} examples: {'written' if update else 'as expected'}")


if __name__ == "__main__":
    main(sys.argv[1:])
