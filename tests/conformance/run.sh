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
exec python3 "$root/tests/conformance/recorded.py" "$binary" "$shared/conformance/$suite.json" \
  "$root/corpus/access-analyzer-differences.json"
