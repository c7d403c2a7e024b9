#!/usr/bin/env bash
# What deploy/mysql.sh promises. Exits with 77 where MySQL was not downloaded.
set -euo pipefail
cd "$1"
# shellcheck source=tests/deploy/checks.sh
. tests/deploy/checks.sh
skip_unless deploy/mysql.sh check

runner=
clean_up() {
  [ -z "$runner" ] || kill -KILL "$runner" 2>/dev/null || true
  deploy/mysql.sh remove "$folder" || true
}
make_top mysql
folder=$top/one

mysql_sh() { deploy/mysql.sh "$@"; }
ask() { mysql_sh sql "$folder" "$@"; }

step "a new one serves, as promised"
address=$(mysql_sh start "$folder")
port=$(cat "$folder/port")
pid=$(cat "$folder/pid")
same address "$address" "mysql://coalition@127.0.0.1:$port/coalition?password_file=$folder/password"
same "mode of the password" "$(stat -c %a "$folder/password")" 600
[ "$(stat -c %u "/proc/$pid")" -ne 0 ] || fail "the server is root"
same "user and database" "$(ask --database=coalition "SELECT USER(), DATABASE()")" \
  "coalition@127.0.0.1	coalition"
same "durability" "$(ask "SELECT @@innodb_flush_log_at_trx_commit, @@innodb_doublewrite, @@log_bin")" "1	ON	0"
[ -n "$(ask "SHOW STATUS LIKE 'Ssl_cipher'" | cut -f2)" ] || fail "no TLS"
refused ask "CREATE DATABASE other"
ask "CREATE DATABASE coalition_2; DROP DATABASE coalition_2"
listening=$(awk -v port="$(printf %04X "$port")" '$4 == "0A" && $2 ~ ":" port "$" { print $2 }' \
  /proc/net/tcp /proc/net/tcp6)
same "where it listens" "$listening" "0100007F:$(printf %04X "$port")"
same "address of a second start" "$(mysql_sh start "$folder")" "$address"
same "process after a second start" "$(cat "$folder/pid")" "$pid"

step "kill -9 loses nothing that was committed"
ask --database=coalition "CREATE TABLE t (a INT PRIMARY KEY); INSERT INTO t VALUES (1), (2)"
mysql_sh kill "$folder"
is_dead "$pid" "$folder" || fail "killed, and alive"
refused mysql_sh status "$folder"
same "address after a crash" "$(mysql_sh start "$folder")" "$address"
same "rows after a crash" "$(ask --database=coalition "SELECT COUNT(*) FROM t")" 2

step "what fails leaves nothing"
mysql_sh stop "$folder"
refused mysql_sh start "$top/two" -- --no-such-option
[ ! -e "$top/two" ] || fail "left behind: $(ls "$top/two")"

step "in the foreground"
deploy/mysql.sh run "$folder" --remove >"$top/out" &
runner=$!
wait_until test -s "$top/out"
pid=$(cat "$folder/pid")
same "rows in the foreground" "$(ask --database=coalition "SELECT COUNT(*) FROM t")" 2
kill -TERM "$runner"
wait "$runner" || fail "told to end, it exited with $?"
runner=
is_dead "$pid" "$folder" || fail "the server outlived what ran it"
[ ! -e "$folder" ] || fail "left behind: $(ls "$folder")"
step "done"
