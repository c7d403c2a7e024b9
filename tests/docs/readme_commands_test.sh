#!/usr/bin/env bash
# Runs what README.md tells operators to type, from where they are told to start a server to how a network
# is moved, in its order and word for word but for paths and ports, which are this test's own.
#
# usage: readme_commands_test.sh SOURCE_FOLDER PROGRAMS_FOLDER
set -euo pipefail
cd "$1"
programs=$2
# shellcheck source=tests/deploy/checks.sh
. tests/deploy/checks.sh

server=
clean_up() {
  [ -z "$server" ] || kill -KILL "$server" 2>/dev/null || true
  deploy/mariadb.sh remove "$top/database" || true
}
make_top readme
mkdir -p "$top/build/release/bin"
ln -s "$PWD/deploy" "$top/deploy"
ln -s "$programs/coalitionctl" "$top/build/release/bin/coalitionctl"

# A server listens on free ports.
cat >"$top/build/release/bin/coalitiond" <<COALITIOND
#!/usr/bin/env bash
words=()
for word in "\$@"; do words+=("\${word/127.0.0.1:9464/127.0.0.1:0}"); done
case " \$* " in
  *" export "* | *" import "* | *" migrate "* | *" schema "*) ;;
  *) words+=(--listen=127.0.0.1:0 "--port-file=$top/port") ;;
esac
exec "$programs/coalitiond" "\${words[@]}"
COALITIOND
chmod 755 "$top/build/release/bin/coalitiond"

# One command a line, of the blocks for a shell.
commands() {
  # shellcheck disable=SC2016  # backquotes
  sed -n '/^## An operator/,/^## Measuring/p' README.md | sed -n '/^```sh$/,/^```$/p' | grep -v '^```' |
    sed -e ':join' -e '/\\$/{N;s/ *\\\n */ /;b join' -e '}' |
    sed -e "s|/var/lib/coalition|$top/ledger|g" -e "s|/tmp/coalition-database|$top/database|g"
}
is_server() { [[ $1 == build/release/bin/coalitiond\ --* ]]; }

# What came before has ended, as an operator would end it.
end_server() {
  [ -n "$server" ] || return 0
  kill -TERM "$server"
  wait "$server" || fail "the server ended with $?: $(cat "$top/said")"
  server=
}
serves_or_ended() { [ -s "$top/port" ] || ! kill -0 "$server" 2>/dev/null; }
serve() {
  end_server
  rm -f "$top/port"
  eval "exec $1" >"$top/said" 2>&1 &
  server=$!
  wait_until serves_or_ended
  [ -s "$top/port" ] || fail "does not serve: $(cat "$top/said")"
}

run() {
  echo "\$ $1"
  if is_server "$1"; then serve "$1"; return; fi
  eval "$1" || fail "exit code $? of: $1"
  case "$1" in export\ *) COALITION_SERVER=127.0.0.1:$(cat "$top/port") ;; esac
}

mapfile -t lines < <(commands)
cd "$top"
served=0
for line in "${lines[@]}"; do
  case "$line" in
    *coalitiond\ export*)
      # As it says, and what the network moves to is an empty database.
      end_server
      deploy/mariadb.sh sql database "CREATE DATABASE coalition_2"
      DATABASE=${DATABASE/\/coalition\?/\/coalition_2?}
      ;;
  esac
  run "$line"
  if is_server "$line"; then served=$((served + 1)); fi
done
same "servers" $served 4
export COALITION_SERVER
COALITION_SERVER=127.0.0.1:$(cat port)
build/release/bin/coalitionctl verify-ledger
end_server
step "done"
