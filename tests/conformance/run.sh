#!/usr/bin/env bash
# Runs one suite of the conformance cases that are kept beside the project. Skipped (77) where they are absent, but not
# in continuous integration. Recorded answers of the real service may differ where corpus/access-analyzer-differences.json
# says why.
#
#   run.sh ROOT BINARY SUITE
set -euo pipefail
root=$1 binary=$2 suite=$3
shared=${IAMPOLICY_SHARED:-$root/../shared}
if [ ! -x "$shared/conformance/run" ]; then
  echo "no conformance cases at $shared/conformance (set IAMPOLICY_SHARED)"
  [ "${CI:-}" = true ] && exit 1
  exit 77
fi
if [ "$suite" != access-analyzer-real ]; then
  exec "$shared/conformance/run" "$binary" --suite "$suite" --show 10
fi
found=$("$shared/conformance/run" "$binary" --suite "$suite" --show 1000 --min 0)
echo "$found" | head -n 12 | cut -c1-200
echo "$found" | python3 -c '
import json, sys
listed = {row["policy"] for row in json.load(open(sys.argv[1], encoding="utf-8"))["differences"]}
differ = {line.split(":")[0].strip() for line in sys.stdin.read().splitlines()[1:] if line.startswith("  ")}
for name in sorted(differ - listed):
    print(f"{name} differs and is not listed")
for name in sorted(listed - differ):
    print(f"{name} is listed and does not differ")
sys.exit(1 if differ != listed else 0)' "$root/corpus/access-analyzer-differences.json"
