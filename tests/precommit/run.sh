#!/usr/bin/env bash
# Runs the real pre-commit program in a scratch repository: a bad policy blocks the commit, the fixed one passes, JSON
# that is no policy is ignored.
#
#   run.sh ROOT BINARY    BINARY is run through tools/lint's build directory, so that nothing is built here
set -euo pipefail
root=$1 binary=$2
command -v pre-commit >/dev/null || {
  echo "pre-commit is not installed"
  [ "${CI:-}" = true ] && exit 1
  exit 77
}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export PRE_COMMIT_HOME=$scratch/home HOME=$scratch GIT_CONFIG_NOSYSTEM=1
git config --global user.name tester
git config --global user.email tester@localhost
git config --global init.defaultBranch main
git config --global --add safe.directory '*'

# The hook's repository: the files of this tree as they are, committed once.
git clone --quiet --no-hardlinks "$root" "$scratch/hook" 2>/dev/null || git init --quiet "$scratch/hook"
(cd "$root" && git ls-files -z | while IFS= read -r -d '' file; do [ -f "$file" ] && printf '%s\0' "$file"; done |
  tar --null -T - -cf -) | tar -C "$scratch/hook" -xf -
git -C "$scratch/hook" add -A
git -C "$scratch/hook" commit --quiet --allow-empty -m 'the tree under test'
revision=$(git -C "$scratch/hook" rev-parse HEAD)

# tools/lint finds the binary of this build and does not build again.
mkdir -p "$scratch/build/tools/iampolicy-lint"
cp "$binary" "$scratch/build/tools/iampolicy-lint/iampolicy-lint"
export IAMPOLICY_BUILD_DIR=$scratch/build

git init --quiet "$scratch/work"
cd "$scratch/work"
cat >.pre-commit-config.yaml <<YAML
repos:
  - repo: $scratch/hook
    rev: $revision
    hooks:
      - id: iampolicy-lint
YAML
pre-commit install >/dev/null
# What pre-commit clones is newer than the copied binary; the copy is as new as the build it stands for.
pre-commit install-hooks >/dev/null
touch "$IAMPOLICY_BUILD_DIR/tools/iampolicy-lint/iampolicy-lint"

echo '{"name": "not a policy", "version": 3}' >other.json
git add -A
git commit --quiet -m 'no policy' || { echo "JSON that is no policy blocked the commit"; exit 1; }

echo '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}' >policy.json
git add policy.json
if git commit --quiet -m 'bad policy' >bad.log 2>&1; then
  echo "a bad policy did not block the commit"
  exit 1
fi
grep -q 'policy.json:1:' bad.log || { cat bad.log; exit 1; }

echo '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::examples/*"}}' >policy.json
git add policy.json
git commit --quiet -m 'good policy' || { echo "the fixed policy blocked the commit"; exit 1; }
echo "a bad policy blocks, a fixed one passes, other JSON is ignored"
