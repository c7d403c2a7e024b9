#!/usr/bin/env bash
# Installs what is needed, builds everything and runs every test. The last lines are ctest's own.
#
#   deploy/test.sh              the release build and all tests
#   deploy/test.sh --sanitize   the same suite under AddressSanitizer and UndefinedBehaviorSanitizer, and
#                               what links no gRPC under ThreadSanitizer; then each fuzz target for 15 s
#   deploy/test.sh --cluster    the first, with what needs a MySQL 9 or three nodes of Galera, which it
#                               downloads and runs from folders of their own
#   deploy/test.sh --mysql      the release build, and the tests labelled mysql once more: on a MySQL 9
#                               instead of MariaDB
set -euo pipefail
cd "$(dirname "$0")/.."

sanitize=no
cluster=no
mysql=no
for argument in "$@"; do
  case "$argument" in
    --sanitize) sanitize=yes ;;
    --cluster) cluster=yes ;;
    --mysql) mysql=yes ;;
    *) echo "usage: deploy/test.sh [--sanitize | --cluster | --mysql]" >&2; exit 2 ;;
  esac
done

started=$SECONDS
step() { echo; echo "== $* ($((SECONDS - started)) s)"; }

run_suite() {
  step "tests of preset $1"
  local without=(--label-exclude cluster)
  if [ "$cluster" = yes ]; then without=(); fi
  ctest --preset "$1" --parallel "$(nproc)" "${without[@]}"
}

# But for those that are of MariaDB by name.
run_mysql_suite() {
  step "tests of preset release on MySQL"
  COALITION_TEST_DATABASE=mysql ctest --preset release --parallel "$(nproc)" --label-regex mysql \
    --exclude-regex '^(private_mariadb|CompareWithMariadb\..*)$'
}

step "packages"
if [ "$sanitize" = no ]; then deploy/packages.sh test; else deploy/packages.sh fuzz; fi
if [ "$cluster" = yes ]; then
  deploy/packages.sh cluster
  deploy/galera.sh download
fi
if [ "$cluster" = yes ] || [ "$mysql" = yes ]; then deploy/mysql.sh download; fi
step "wire contract"
deploy/check-protos.sh
if [ "$sanitize" = no ]; then
  step "build"
  deploy/build.sh release
  if [ "$mysql" = no ]; then run_suite release; else run_mysql_suite; fi
else
  for preset in tsan asan fuzz; do
    step "build of preset $preset"
    deploy/build.sh "$preset"
    run_suite "$preset"
  done
fi
