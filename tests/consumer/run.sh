#!/usr/bin/env bash
# Installs the build BUILD into a scratch prefix, builds the consumer against it with CXX (with the flags FLAGS), runs
# it, and asks pkg-config for the same library.
#
#   run.sh BUILD CXX FLAGS
set -euo pipefail
build=$1 cxx=$2 flags=${3:-}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cmake --install "$build" --prefix "$scratch/prefix" >/dev/null
cmake -S "$here" -B "$scratch/build" -DCMAKE_PREFIX_PATH="$scratch/prefix" -DCMAKE_CXX_COMPILER="$cxx" \
  -DCMAKE_CXX_FLAGS="$flags" >/dev/null
cmake --build "$scratch/build" >/dev/null
"$scratch/build/consumer" | tee "$scratch/rules"
grep -qx 'breadth/administrator' "$scratch/rules"
"$scratch/prefix/bin/iampolicy-lint" --version
if command -v pkg-config >/dev/null; then
  PKG_CONFIG_PATH=$(dirname "$(find "$scratch/prefix" -name iampolicy.pc)") pkg-config --cflags --libs --static iampolicy
fi
