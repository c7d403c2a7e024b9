# shellcheck shell=bash
# What the tests of private databases share. It is sourced, with `set -euo pipefail` in force.

# Sets `top`, a new folder that the servers' account can come to. At the script's end, whatever ends
# it, `clean_up` runs, which the script defines, and the folder goes.
make_top() {
  top=$(mktemp -d "${TMPDIR:-/tmp}/coalition-$1-test.XXXXXX")
  chmod 755 "$top"
  trap 'clean_up; rm -rf "$top"' EXIT
  trap 'exit 130' INT TERM
}

# Ends the script with what ctest takes for a skipped test, unless a command succeeds that looks for
# what is needed: tests download nothing.
skip_unless() {
  local missing
  if missing=$("$@" 2>&1); then return; fi
  echo "SKIPPED: $missing"
  echo "SKIPPED: deploy/test.sh --cluster installs what is missing"
  exit 77
}

fail() { echo "FAILED: $*" >&2; exit 1; }
step() { echo "== $* ($SECONDS s)"; }
# Of what $1 names: $2 is $3.
same() { [ "$2" = "$3" ] || fail "$1: $2, not $3"; }
refused() { if "$@" >/dev/null 2>&1; then fail "worked: $*"; fi; }

# Of a command's success, within a minute.
wait_until() {
  local end=$((SECONDS + 60))
  until "$@"; do
    ((SECONDS < end)) || fail "waited in vain: $*"
    sleep 0.02
  done
}

# Whether process $1 is not the server of folder $2, nor of one in it.
is_dead() { ! grep -qzF -- "--defaults-file=$2/" "/proc/$1/cmdline" 2>/dev/null; }

# Whether all wrong words are refused as wrong usage: a script, then an argument for each try.
wrong_usage() {
  local script=$1 wrong code
  shift
  for wrong in "$@"; do
    code=0
    # shellcheck disable=SC2086  # words
    "$script" $wrong 2>/dev/null || code=$?
    same "exit of '$wrong'" $code 2
  done
}
