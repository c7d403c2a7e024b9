# shellcheck shell=bash
# What a private MariaDB is, alone (deploy/mariadb.sh) or as a node (deploy/galera.sh). It is sourced,
# and sources what all private databases share.
#
# A script that sources this defines
#
#   find_programs VERB           calls find_mariadb_programs
#   make_data FOLDER             calls make_mariadb_data
#   print_settings FOLDER PORT   calls print_mariadb_settings, and may add to it
# shellcheck source=deploy/database_lib.sh
. "${BASH_SOURCE[0]%/*}/database_lib.sh"

find_mariadb_programs() {
  PATH=$PATH:/usr/sbin
  need_programs mariadbd mariadb mariadb-install-db
  server_program=("$(command -v mariadbd)")
  client_program=("$(command -v mariadb)")
}

# Nobody but root on the socket is let in. Nothing is synced: what is made here is of no value yet,
# and syncing takes most of the time.
make_mariadb_data() {
  echo "DELETE FROM mysql.global_priv WHERE Host <> 'localhost';" >"$1/only_root.sql"
  chmod 644 "$1/only_root.sql"
  "${become[@]}" mariadb-install-db --no-defaults --datadir="$1/data.new" --force --skip-test-db \
    --skip-name-resolve --auth-root-authentication-method=normal \
    --extra-file="$1/only_root.sql" --tmpdir="$1/tmp" --innodb-log-file-size=32M \
    --innodb-flush-log-at-trx-commit=0 --loose-innodb-flush-method=nosync --loose-debug-no-sync ||
    return 1
  rm "$1/only_root.sql"
}

print_mariadb_settings() {
  echo "[mysqld]"
  print_shared_settings "$@"
  cat <<SETTINGS
local-infile=OFF
character-set-server=utf8mb4
innodb-log-file-size=32M
aria-pagecache-buffer-size=8M
key-buffer-size=1M
SETTINGS
}
