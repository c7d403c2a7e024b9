#!/usr/bin/env bash
# Runs the quickstart as a new user would, then every command that it prints, and those of the README.
set -euo pipefail
cd "$1"
output=$(mktemp)
server_pid=
folder=
clean_up() {
  [ -z "$server_pid" ] || kill "$server_pid" 2>/dev/null || true
  rm -rf "$output" ${folder:+"$folder"}
}
trap clean_up EXIT

deploy/quickstart.sh --keep >"$output" 2>&1 || { cat "$output"; exit 1; }
cat "$output"
farewell=$(grep -E '^  kill [0-9]+; .*rm -r ' "$output")
server_pid=$(sed -E 's/^  kill ([0-9]+);.*/\1/' <<<"$farewell")
folder=$(sed -E 's/.*rm -r //' <<<"$farewell")

expect() { grep -qF -- "$1" "$output" || { echo "the quickstart did not print: $1" >&2; exit 1; }; }
expect "(replayed)"
expect "INSUFFICIENT_POINTS"
expect "VerifyLedger: ok"
expect "1-nike"
expect "1-headspace"

run() {
  echo "\$ $1"
  bash -c "$1" || { echo "this command, as printed, failed" >&2; exit 1; }
}
exports=$(grep -E '^  export ' "$output")
while read -r command; do
  # grpcurl is not in the distributions.
  case "$command" in grpcurl\ *) command -v grpcurl >/dev/null || continue ;; esac
  run "$exports; $command"
done < <(sed -n '/^== to look for yourself/,$p' "$output" |
           grep -E '^  (/.*coalitionctl|grpcurl|deploy/buf/.*buf) ')

while read -r command; do
  run "$exports; $command"
done < <(grep -E '^build/release/bin/coalitionctl ' README.md)

# Ended by the command that it printed, it is gone with everything of its own.
run "$farewell"
[ ! -e "$folder" ] || { echo "$folder is still there" >&2; exit 1; }
for _ in $(seq 300); do
  kill -0 "$server_pid" 2>/dev/null || { server_pid=; exit 0; }
  sleep 0.1
done
echo "the server did not end" >&2
exit 1
