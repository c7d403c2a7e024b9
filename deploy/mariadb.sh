#!/usr/bin/env bash
# A private MariaDB in a folder of its own, on a free port of 127.0.0.1, as durable as one in production.
#
#   deploy/mariadb.sh start FOLDER     makes it, if need be, and starts it; prints its address, that
#                                      coalitiond --store= takes. The port is in FOLDER/port too
#   deploy/mariadb.sh run FOLDER       the same in the foreground, until it is told to end; what runs
#                                      so ends with this script, however that ends. With --remove, the
#                                      folder goes when it is told to end
#   deploy/mariadb.sh stop FOLDER
#   deploy/mariadb.sh kill FOLDER      by SIGKILL, as a crash would
#   deploy/mariadb.sh restart FOLDER
#   deploy/mariadb.sh remove FOLDER    ends it and deletes all that it had
#   deploy/mariadb.sh status FOLDER    prints its address, or fails
#   deploy/mariadb.sh sql FOLDER [--root] [--database=NAME] STATEMENTS
#                                      as user coalition, who may do anything in databases coalition*
#
# start, restart and run take --buffer-pool-mb=N (64), and flags of mariadbd after a `--`.
set -euo pipefail
# shellcheck source=deploy/mariadb_lib.sh
. "$(dirname "$0")/mariadb_lib.sh"

find_programs() { find_mariadb_programs; }
make_data() { make_mariadb_data "$@"; }
print_settings() { print_mariadb_settings "$@"; }

database_main "$@"
