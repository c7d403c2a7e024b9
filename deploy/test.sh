#!/usr/bin/env bash
# Installs what is needed, builds everything and runs every test. The last lines are ctest's own.
#
#   deploy/test.sh              the release build and all tests
#   deploy/test.sh --sanitize   the same suite under AddressSanitizer and UndefinedBehaviorSanitizer, and
#                               what links no gRPC under ThreadSanitizer; then each fuzz target for 15 s
set -euo pipefail
cd "$(dirname "$0")/.."

sanitize=no
for argument in "$@"; do
  case "$argument" in
    --sanitize) sanitize=yes ;;
    *) echo "usage: deploy/test.sh [--sanitize]" >&2; exit 2 ;;
  esac
done

started=$SECONDS
step() { echo; echo "== $* ($((SECONDS - started)) s)"; }

run_suite() {
  step "tests of preset $1"
  ctest --preset "$1" --parallel "$(nproc)"
}

step "packages"
if [ "$sanitize" = no ]; then deploy/packages.sh test; else deploy/packages.sh fuzz; fi
step "wire contract"
deploy/check-protos.sh
if [ "$sanitize" = no ]; then
  step "build"
  deploy/build.sh release
  run_suite release
else
  for preset in tsan asan fuzz; do
    step "build of preset $preset"
    deploy/build.sh "$preset"
    run_suite "$preset"
  done
fi
