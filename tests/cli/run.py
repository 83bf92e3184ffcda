#!/usr/bin/env python3
"""Runs the transcripts beside this file against the command and compares all that it prints, and its exit status.

    run.py BINARY [TRANSCRIPT...]          with IAMPOLICY_UPDATE=1 the transcripts are rewritten as it really is

A transcript is read line by line:
    # text            a comment
    == NAME           the lines up to the next command, file or `==` are the content of the file NAME
    $ COMMAND         runs in a scratch folder with those files; `iampolicy-lint` is the command
    > text            standard output, line by line
    ! text            standard error
    ? N               the exit status
    \\ text            in a file: the line `text`, where it would be read as a mark
"""
import glob
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


def blocks(text):
    """[("file", name, content) | ("comment", line) | ("run", command, expected lines)]"""
    found = []
    in_file = False
    for line in text.split("\n")[:-1]:
        if line.startswith("== "):
            found.append(["file", line[3:], []])
            in_file = True
        elif line.startswith("$ "):
            found.append(["run", line[2:], []])
            in_file = False
        elif line == "==":
            found.append(["comment", line, []])
            in_file = False
        elif in_file:
            found[-1][2].append(line)
        elif found and found[-1][0] == "run" and (line[:2] in ("> ", "! ", "? ") or line in (">", "!")):
            found[-1][2].append(line)
        else:
            found.append(["comment", line, []])
    return found


def marked(mark, text):
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    else:
        lines[-1] += "\\"  # no line end
    return [mark + (" " + line if line else "") for line in lines]


def run(command, scratch, environment):
    done = subprocess.run(["bash", "-c", command], cwd=scratch, env=environment, stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=120)
    out = done.stdout.decode("utf-8", "backslashreplace")
    err = done.stderr.decode("utf-8", "backslashreplace")
    return marked(">", out) + marked("!", err) + [f"? {done.returncode}"]


def write(scratch, name, lines):
    path = os.path.join(scratch, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    content = "".join((line[2:] if line.startswith("\\ ") else line) + "\n" for line in lines)
    with open(path, "w", encoding="utf-8", newline="") as f:
        f.write(content)


def check(path, binary, update):
    with open(path, encoding="utf-8") as f:
        parts = blocks(f.read())
    wrong = ran = 0
    out = []
    with tempfile.TemporaryDirectory() as folder:
        programs = os.path.join(folder, "bin")
        scratch = os.path.join(folder, "scratch")
        os.makedirs(programs)
        os.makedirs(scratch)
        os.symlink(os.path.abspath(binary), os.path.join(programs, "iampolicy-lint"))
        environment = {"PATH": programs + os.pathsep + os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "dumb"}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "HOME"):
            if name in os.environ:
                environment[name] = os.environ[name]
        for kind, head, lines in parts:
            if kind == "file":
                write(scratch, head, lines)
                out += ["== " + head] + lines
            elif kind == "comment":
                out.append(head)
            else:
                ran += 1
                real = run(head, scratch, environment)
                if real != lines:
                    wrong += 1
                    if not update:
                        print(f"{os.path.basename(path)}: $ {head}")
                        print("expected:\n  " + "\n  ".join(lines) + "\nfound:\n  " + "\n  ".join(real))
                out += ["$ " + head] + real
    if update and wrong:
        with open(path, "w", encoding="utf-8") as f:
            f.write("\n".join(out) + "\n")
    return ran, wrong


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    update = os.environ.get("IAMPOLICY_UPDATE") == "1"
    paths = sys.argv[2:] or sorted(glob.glob(os.path.join(HERE, "*.transcript")))
    ran = wrong = 0
    for path in paths:
        one = check(path, sys.argv[1], update)
        ran += one[0]
        wrong += one[1]
    print(f"{ran} commands in {len(paths)} transcripts, {wrong} {'updated' if update else 'not as written'}")
    sys.exit(0 if ran and (update or not wrong) else 1)


if __name__ == "__main__":
    main()
