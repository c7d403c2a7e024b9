#!/usr/bin/env bash
# Fills a ledger in stages and tells, after each, what it takes in, how large it is, and how long a
# start takes: after `kill -9` and after a clean stop. The ledger is deleted in the end.
#
#   deploy/growth.sh [--transactions=N] [--every=N] [--members=N] [--folder=DIR] [-- SERVER-FLAG...]
#
# By default 100 million transactions of 2 million members in stages of 10 million. It needs some 320
# bytes of disk for a transaction, and stops in time when there are less; it says where.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }

transactions=100000000
every=10000000
members=2000000
parent=${TMPDIR:-/tmp}
while [ $# -gt 0 ]; do
  case "$1" in
    --transactions=*) transactions=${1#*=} ;;
    --every=*) every=${1#*=} ;;
    --members=*) members=${1#*=} ;;
    --folder=*) parent=${1#*=} ;;
    --) shift; break ;;
    *) usage ;;
  esac
  shift
done
for number in "$transactions" "$every" "$members"; do
  [[ $number =~ ^[1-9][0-9]*$ ]] || usage
done

deploy/packages.sh build
deploy/build.sh release coalitiond coalition_bench
bin=$PWD/build/release/bin

readonly bytes_per_transaction=320
# A stage twice, and the log.
readonly free_bytes_min=$((2 * every * bytes_per_transaction + (512 << 20)))
folder=$(mktemp -d "$parent/coalition-growth.XXXXXX")
server_pid=
end() {
  status=$?
  if [ -n "$server_pid" ]; then
    kill "$server_pid" 2>/dev/null || true
    wait "$server_pid" 2>/dev/null || true
  fi
  [ $status -eq 0 ] || tail -n 20 "$folder/log" "$folder/load" >&2 2>/dev/null || true
  rm -rf "$folder"
}
trap end EXIT
trap 'exit 130' INT TERM

now_ms() { echo $(($(date +%s%N) / 1000000)); }
free_bytes() { df --output=avail -B1 "$folder" | tail -n 1; }
# Of the last line of a report.
field() { tail -n 1 "$1" | sed -n "s/.*\"$2\":\([0-9]*\).*/\1/p"; }

# Sets server_pid, and started_ms: from exec until it serves.
start_server() {
  rm -f "$folder/port"
  local begin
  begin=$(now_ms)
  "$bin/coalitiond" --store="sqlite:$folder/ledger" --listen=127.0.0.1:0 \
    --port-file="$folder/port" --operator-key-file="$folder/operator.key" \
    --network-name=Growth --time-zone=UTC --currency=POINTS:0 "$@" >>"$folder/log" 2>&1 &
  server_pid=$!
  until [ -s "$folder/port" ]; do
    kill -0 "$server_pid" 2>/dev/null || { echo "the server did not start" >&2; exit 1; }
    sleep 0.01
  done
  started_ms=$(($(now_ms) - begin))
}
# With a signal.
end_server() {
  kill "-$1" "$server_pid"
  wait "$server_pid" 2>/dev/null || true
  server_pid=
}

echo "$(nproc) cores, $(uname -r), load $(cut -d' ' -f1 /proc/loadavg), $(($(free_bytes) >> 30)) GiB free in $parent; flags: ${*:-none}"
echo
echo "| transactions | earns a second | p50 of a batch, ms | p99, ms | files, MB | memory, MB | start after kill -9, ms | after a clean stop, ms |"
echo "| --- | --- | --- | --- | --- | --- | --- | --- |"
start_server "$@"
reached=0
for ((end_of_stage = every; end_of_stage <= transactions; end_of_stage += every)); do
  # The batches on their way at the end of a stage may have gone past the next one's.
  if ((reached >= end_of_stage)); then continue; fi
  if (($(free_bytes) < free_bytes_min)); then
    echo "stopped before $end_of_stage transactions: $(($(free_bytes) >> 30)) GiB of disk are left"
    break
  fi
  rm -f "$folder/stages"
  "$bin/coalition_bench" load --server="127.0.0.1:$(cat "$folder/port")" \
    --operator-key-file="$folder/operator.key" --server-pid="$server_pid" \
    --store-folder="$folder/ledger" --members="$members" --transactions="$end_of_stage" \
    --report-every="$every" --json="$folder/stages" --quiet >"$folder/load" 2>&1
  end_server KILL
  start_server "$@"
  after_kill_ms=$started_ms
  end_server TERM
  start_server "$@"
  reached=$(field "$folder/stages" transactions)
  echo "| $reached | $(field "$folder/stages" events_per_second) |" \
    "$(($(field "$folder/stages" p50_us) / 1000)) | $(($(field "$folder/stages" p99_us) / 1000)) |" \
    "$(($(field "$folder/stages" file_bytes) / 1000000)) |" \
    "$(($(field "$folder/stages" server_resident_bytes) / 1000000)) |" \
    "$after_kill_ms | $started_ms |"
done
