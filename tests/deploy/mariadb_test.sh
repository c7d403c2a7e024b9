#!/usr/bin/env bash
# What deploy/mariadb.sh promises, on servers in a folder of this test's own.
set -euo pipefail
cd "$1"
# shellcheck source=tests/deploy/checks.sh
. tests/deploy/checks.sh

runner=
holder=
clean_up() {
  local each
  [ -z "$runner" ] || kill -KILL "$runner" 2>/dev/null || true
  [ -z "$holder" ] || kill "$holder" 2>/dev/null || true
  for each in "$top"/*/; do deploy/mariadb.sh remove "${each%/}" 2>/dev/null || true; done
}
make_top mariadb
folder=$top/one

mariadb_sh() { deploy/mariadb.sh "$@"; }
ask() { deploy/mariadb.sh sql "$folder" "$@"; }

step "a new one serves, as promised"
address=$(mariadb_sh start "$folder")
port=$(cat "$folder/port")
pid=$(cat "$folder/pid")
same address "$address" "mysql://coalition@127.0.0.1:$port/coalition?password_file=$folder/password"
same "status" "$(mariadb_sh status "$folder" 2>/dev/null)" "$address"
same "mode of the password" "$(stat -c %a "$folder/password")" 600
same "mode of the folder" "$(stat -c %a "$folder")" 700
same "user and database" "$(ask --database=coalition "SELECT USER(), DATABASE()")" \
  "coalition@127.0.0.1	coalition"
same "durability" "$(ask "SELECT @@innodb_flush_log_at_trx_commit, @@innodb_doublewrite, @@log_bin")" "1	1	0"
same "root on the socket" "$(ask --root "SELECT USER()")" root@localhost
same "buffer pool" "$(ask "SELECT @@innodb_buffer_pool_size DIV 1048576")" 64
[ "$(stat -c %u "/proc/$pid")" -ne 0 ] || fail "the server is root"
if [ "$(id -u)" -ne 0 ]; then same "account" "$(stat -c %u "/proc/$pid")" "$(id -u)"; fi

step "nobody else is let in"
client() { mariadb --no-defaults --protocol=tcp --host=127.0.0.1 --port="$port" "$@" -e "SELECT 1"; }
refused client --user=root
refused client --user=coalition
refused client --user=coalition --password=wrong
refused client --user=
refused ask "CREATE DATABASE other"
refused ask "SELECT * FROM mysql.user"
ask "CREATE DATABASE coalition_2; DROP DATABASE coalition_2"
listening=$(awk -v port="$(printf %04X "$port")" '$4 == "0A" && $2 ~ ":" port "$" { print $2 }' \
  /proc/net/tcp /proc/net/tcp6)
same "where it listens" "$listening" "0100007F:$(printf %04X "$port")"

step "TLS, with a certificate of its address"
cipher=$(mariadb --defaults-file="$folder/client.cnf" --ssl-ca="$folder/tls/ca.pem" \
  --ssl-verify-server-cert -N -e "SHOW STATUS LIKE 'Ssl_cipher'" | cut -f2)
[ -n "$cipher" ] || fail "no cipher"
openssl verify -CAfile "$folder/tls/ca.pem" -purpose sslserver -verify_ip 127.0.0.1 \
  "$folder/tls/server.pem" >/dev/null || fail "the certificate is not of 127.0.0.1"
openssl verify -CAfile "$folder/tls/ca.pem" -verify_hostname localhost \
  "$folder/tls/server.pem" >/dev/null || fail "the certificate is not of localhost"
[ ! -e "$folder/tls/ca-key.pem" ] || fail "the key of the CA was kept"

step "start again: the same"
same "address of a second start" "$(mariadb_sh start "$folder")" "$address"
same "process after a second start" "$(cat "$folder/pid")" "$pid"
refused mariadb_sh run "$folder"

step "kill -9 loses nothing that was committed"
ask --database=coalition "CREATE TABLE t (a INT PRIMARY KEY); INSERT INTO t VALUES (1), (2)"
mariadb_sh kill "$folder"
is_dead "$pid" "$folder" || fail "killed, and alive"
refused mariadb_sh status "$folder"
refused ask "SELECT 1"
mariadb_sh kill "$folder"
same "address after a crash" "$(mariadb_sh start "$folder")" "$address"
same "rows after a crash" "$(ask --database=coalition "SELECT COUNT(*) FROM t")" 2

step "stop, and a port that somebody took"
mariadb_sh stop "$folder"
mariadb_sh stop "$folder"
refused mariadb_sh status "$folder"
perl -MIO::Socket::INET -e '
  my $held = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1", LocalPort => $ARGV[0],
                                   ReuseAddr => 1) or die;
  open(my $told, ">", $ARGV[1]); close($told); sleep(600);' "$port" "$top/held" &
holder=$!
wait_until test -e "$top/held"
mariadb_sh start "$folder" --buffer-pool-mb=96 -- --max-connections=77 >/dev/null
[ "$(cat "$folder/port")" -ne "$port" ] || fail "it took a port that somebody has"
same "rows after a stop" "$(ask --database=coalition "SELECT COUNT(*) FROM t")" 2
same "flags" "$(ask "SELECT @@innodb_buffer_pool_size DIV 1048576, @@max_connections")" "96	77"

step "a port that somebody takes in the last moment"
# Once, whoever asks for a free port is told that one.
mkdir "$top/path"
cat >"$top/path/perl" <<PERL
#!/bin/sh
if mkdir "$top/path/told" 2>/dev/null; then echo $port; else exec $(command -v perl) "\$@"; fi
PERL
chmod 755 "$top/path/perl"
PATH=$top/path:$PATH deploy/mariadb.sh start "$top/two" >/dev/null
[ -d "$top/path/told" ] || fail "nobody asked for a port"
[ "$(cat "$top/two/port")" -ne "$port" ] || fail "it took a port that somebody has"
mariadb_sh remove "$top/two"
rm -r "$top/path"
kill "$holder"
holder=

step "two, side by side, started twice at a time"
mariadb_sh start "$top/two" >"$top/a" & first=$!
mariadb_sh start "$top/two" >"$top/b" & second=$!
for each in "$first" "$second"; do wait "$each" || fail "two starts at a time"; done
cmp "$top/a" "$top/b"
[ "$(cat "$top/two/port")" -ne "$(cat "$folder/port")" ] || fail "two with one port"
mariadb_sh remove "$top/two"
[ ! -e "$top/two" ] || fail "left behind: $(ls "$top/two")"
mariadb_sh status "$folder" >/dev/null

step "what fails leaves nothing"
refused mariadb_sh start "$top/three" -- --no-such-option
[ ! -e "$top/three" ] || fail "left behind: $(ls "$top/three")"
long=$top/$(printf 'x%.0s' {1..100})
refused mariadb_sh start "$long"
[ ! -e "$long" ] || fail "left behind: $(ls "$long")"
if [ "$(id -u)" -eq 0 ]; then
  mkdir -m 700 "$top/closed"
  refused mariadb_sh start "$top/closed/one"
  [ ! -e "$top/closed/one" ] || fail "left behind: $(ls "$top/closed/one")"
  rm -r "$top/closed"
fi
mariadb_sh stop "$folder"
refused mariadb_sh start "$folder" -- --no-such-option
[ ! -e "$folder/pid" ] || fail "a failed start left a process"
mariadb_sh restart "$folder" >/dev/null
same "rows after a failed start" "$(ask --database=coalition "SELECT COUNT(*) FROM t")" 2
for signal in TERM INT; do
  # Not from a shell that ignores the interrupt of what it starts in the background.
  env --default-signal=INT deploy/mariadb.sh start "$top/three" 2>/dev/null &
  runner=$!
  wait_until test -e "$top/three/data.new"
  kill "-$signal" "$runner"
  if wait "$runner"; then fail "interrupted, it exited with 0"; fi
  [ ! -e "$top/three" ] || fail "left behind: $(ls "$top/three")"
done
deploy/mariadb.sh start "$top/three" 2>/dev/null &
runner=$!
wait_until test -e "$top/three/data.new"
kill -KILL "$runner"
wait "$runner" 2>/dev/null || true
runner=
mariadb_sh start "$top/three" >/dev/null
mariadb_sh remove "$top/three"
mkdir "$top/others"
touch "$top/others/file"
refused mariadb_sh start "$top/others"
mariadb_sh remove "$top/others"
same "a folder of somebody else's" "$(ls -A "$top/others")" file
rm -r "$top/others"
wrong_usage deploy/mariadb.sh "" start "start a b" "begin $folder" "start $folder --buffer-pool-mb=x" \
  "stop $folder --remove"
refused mariadb_sh start "$top/a b"
for verb in start status stop remove; do
  refused deploy/mysql.sh "$verb" "$folder"
  refused deploy/galera.sh "$verb" "$folder"
done
mariadb_sh status "$folder" >/dev/null

# Sets runner and pid: of a server in the foreground.
run() {
  rm -f "$top/out"
  deploy/mariadb.sh run "$@" >"$top/out" &
  runner=$!
  wait_until test -s "$top/out"
  pid=$(cat "$folder/pid")
}
step "in the foreground, until told to end"
mariadb_sh stop "$folder"
run "$folder"
same "address in the foreground" "$(cat "$top/out")" "$(mariadb_sh status "$folder" 2>/dev/null)"
kill -TERM "$runner"
wait "$runner" || fail "told to end, it exited with $?"
is_dead "$pid" "$folder" || fail "the server outlived what ran it"
run "$folder"
same "rows in the foreground" "$(ask --database=coalition "SELECT COUNT(*) FROM t")" 2
mariadb_sh stop "$folder"
wait "$runner" || fail "stopped, it exited with $?"

step "in the foreground, it ends with the script and with the server"
run "$folder"
kill -KILL "$runner"
wait "$runner" 2>/dev/null || true
wait_until is_dead "$pid" "$folder"
run "$folder" --remove
mariadb_sh kill "$folder"
if wait "$runner"; then fail "its server was killed, and it exited with 0"; fi
[ -d "$folder/data" ] || fail "removed without being told to end"
run "$folder" --remove
kill -TERM "$runner"
wait "$runner" || fail "told to end, it exited with $?"
runner=
is_dead "$pid" "$folder" || fail "the server outlived what ran it"
[ ! -e "$folder" ] || fail "left behind: $(ls "$folder")"
step "done"
