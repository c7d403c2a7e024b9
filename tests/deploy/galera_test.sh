#!/usr/bin/env bash
# What deploy/galera.sh promises. Exits with 77 where the programs are missing.
set -euo pipefail
cd "$1"
# shellcheck source=tests/deploy/checks.sh
. tests/deploy/checks.sh
skip_unless deploy/galera.sh check

clean_up() {
  local each
  for each in "$cluster" "$top/two"; do deploy/galera.sh remove "$each" || true; done
}
make_top galera
cluster=$top/cluster

galera() { deploy/galera.sh "$@"; }
ask() { galera sql "$cluster" "$@"; }
# Of every node that $1 names: it sees $2 rows, what others committed before included.
see() {
  local node
  for node in $1; do
    same "rows on node $node" "$(ask "$node" "SET wsrep_sync_wait = 1; SELECT COUNT(*) FROM t")" "$2"
  done
}
size_is() { [ "$(ask "$1" --root "SHOW STATUS LIKE 'wsrep_cluster_size'" | cut -f2)" = "$2" ]; }

step "three nodes"
galera start "$cluster" >"$top/addresses"
same "addresses" "$(wc -l <"$top/addresses")" 3
same "different addresses" "$(sort -u "$top/addresses" | wc -l)" 3
for node in 1 2 3; do
  same "address of node $node" "$(sed -n "${node}p" "$top/addresses")" \
    "mysql://coalition@127.0.0.1:$(cat "$cluster/$node/port")/coalition?password_file=$cluster/$node/password"
  [ "$(stat -c %u "/proc/$(cat "$cluster/$node/pid")")" -ne 0 ] || fail "node $node is root"
done
galera start "$cluster" 2>/dev/null | cmp - "$top/addresses"
galera status "$cluster" 2>/dev/null | cmp - "$top/addresses"
ask 1 "CREATE TABLE t (a INT PRIMARY KEY) ENGINE=InnoDB; INSERT INTO t VALUES (1)"
ask 2 "INSERT INTO t VALUES (2)"
see "1 2 3" 2
# Of listening sockets in hexadecimal, of all that belong to nodes: loopback.
for node in 1 2 3; do
  pid=$(cat "$cluster/$node/pid")
  while read -r inode; do
    awk -v inode="$inode" '$4 == "0A" && $10 == inode { print $2 }' /proc/net/tcp /proc/net/tcp6
  done < <(find "/proc/$pid/fd" -printf '%l\n' 2>/dev/null | sed -n 's/^socket:\[\([0-9]*\)\]$/\1/p')
done >"$top/listening"
[ "$(wc -l <"$top/listening")" -ge 6 ] || fail "not all listening sockets were found"
if grep -v '^0100007F:' "$top/listening"; then fail "listens on more than loopback"; fi

step "one is killed, and joins again"
galera kill "$cluster" 2
refused galera status "$cluster"
wait_until size_is 1 2
ask 3 "INSERT INTO t VALUES (3)"
see "1 3" 3
same "address of node 2" "$(galera start-node "$cluster" 2)" "$(sed -n 2p "$top/addresses")"
see "1 2 3" 3

step "one stops, and joins again"
galera stop-node "$cluster" 1
ask 2 "INSERT INTO t VALUES (4)"
galera start "$cluster" | cmp - "$top/addresses"
see "1 2 3" 4

step "all stop"
galera stop "$cluster"
refused galera start-node "$cluster" 1
galera start "$cluster" >/dev/null
see "1 2 3" 4

step "all are killed; the last of them knows most"
galera kill "$cluster" 1
wait_until size_is 2 2
ask 3 "INSERT INTO t VALUES (5)"
galera kill "$cluster" 3
# Without a majority it takes no more.
refused ask 2 "INSERT INTO t VALUES (6)"
galera kill "$cluster" 2
galera start "$cluster" >/dev/null
see "1 2 3" 5

step "what fails leaves nothing"
deploy/galera.sh start "$top/two" >/dev/null 2>&1 &
starter=$!
# Long before the second node takes part.
wait_until test -s "$top/two/2/pid"
kill -KILL "$(cat "$top/two/2/pid")"
if wait "$starter"; then fail "started without the second node"; fi
[ ! -e "$top/two" ] || fail "left behind: $(ls -R "$top/two")"
if grep -lzF -- "--defaults-file=$top/two/" /proc/[0-9]*/cmdline 2>/dev/null; then fail "a node goes on"; fi

step "wrong usage"
wrong_usage deploy/galera.sh "" start "kill $cluster" "kill $cluster 4" \
  "start $cluster --buffer-pool-mb=x" "stop $cluster --root=x"

step "removed"
pids=$(cat "$cluster"/[123]/pid)
galera remove "$cluster"
[ ! -e "$cluster" ] || fail "left behind: $(ls -R "$cluster")"
for pid in $pids; do
  is_dead "$pid" "$cluster" || fail "process $pid goes on"
done
step "done"
