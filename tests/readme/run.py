#!/usr/bin/env python3
"""Runs what README.md shows, and holds its output to what is shown.

    run.py ROOT BINARY [BUILD CXX FLAGS]

A fence with a file name (```json policy.json) writes that file into a scratch folder; ```console runs its `$ ` lines
there and compares all they print; ```cpp main.cc is built against the installed BUILD and run by a `$ ./main` line.
```sh is not run (it changes the machine). With --update the output in README.md is replaced by the real one.
"""
import os
import re
import subprocess
import sys
import tempfile

FENCE = re.compile(r"^```(\w+)(?: +(\S+))?\n(.*?)^```$", re.M | re.S)


def install(build, prefix):
    subprocess.run(["cmake", "--install", build, "--prefix", prefix], check=True, stdout=subprocess.DEVNULL)


def compile_main(scratch, name, prefix, cxx, flags):
    config = subprocess.run(["pkg-config", "--cflags", "--libs", "--static", "iampolicy"], check=True,
                            capture_output=True, text=True,
                            env={**os.environ, "PKG_CONFIG_PATH": find_pc(prefix)}).stdout.split()
    subprocess.run([cxx, "-std=c++20", *flags.split(), name, "-o", "main", *config], cwd=scratch, check=True)


def find_pc(prefix):
    for base, _, files in os.walk(prefix):
        if "iampolicy.pc" in files:
            return base
    raise SystemExit("no iampolicy.pc was installed")


def run_console(text, scratch, environment):
    """The block again, with the output that its commands really have."""
    out = []
    for line in text.splitlines():
        if not line.startswith("$ "):
            continue
        out.append(line)
        done = subprocess.run(["bash", "-c", line[2:]], cwd=scratch, env=environment, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, encoding="utf-8")
        out += done.stdout.rstrip("\n").split("\n") if done.stdout.strip() else []
    return "\n".join(out) + "\n"


def main():
    update = "--update" in sys.argv
    words = [w for w in sys.argv[1:] if w != "--update"]
    root, binary = words[0], words[1]
    path = os.path.join(root, "README.md")
    readme = open(path, encoding="utf-8").read()
    wrong = 0
    with tempfile.TemporaryDirectory() as scratch:
        os.mkdir(os.path.join(scratch, "tools"))
        for name in ("tools/lint", "iampolicy-lint"):
            os.symlink(os.path.abspath(binary), os.path.join(scratch, name))
        environment = {**os.environ, "PATH": scratch + os.pathsep + os.environ["PATH"], "NO_COLOR": "1"}
        ran = 0
        changed = readme
        for fence in FENCE.finditer(readme):
            language, name, text = fence.groups()
            if name:
                target = os.path.join(scratch, name)
                os.makedirs(os.path.dirname(target), exist_ok=True)
                with open(target, "w", encoding="utf-8") as f:
                    f.write(text)
            if language == "cpp" and len(words) >= 4:
                prefix = os.path.join(scratch, "prefix")
                install(words[2], prefix)
                compile_main(scratch, name, prefix, words[3], words[4] if len(words) > 4 else "")
            if language != "console" or ("./main" in text and len(words) < 4):
                continue
            ran += 1
            real = run_console(text, scratch, environment)
            if real == text:
                continue
            changed = changed.replace(text, real)
            if not update:
                wrong += 1
                print(f"README.md shows:\n{text}\nbut this is what happens:\n{real}")
    if update:
        with open(path, "w", encoding="utf-8") as f:
            f.write(changed)
    print(f"{ran} blocks ran, {wrong} are not as shown")
    return 1 if wrong or not ran else 0


if __name__ == "__main__":
    sys.exit(main())
