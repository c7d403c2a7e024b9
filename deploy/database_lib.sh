# shellcheck shell=bash
# Private database servers for development and tests: what deploy/mariadb.sh, deploy/mysql.sh and
# deploy/galera.sh share. It is sourced.
#
# A server keeps all that it has in one folder, that only its account may enter:
#
#   data/       its data
#   my.cnf      its settings, written anew at each start
#   port        where it listens on 127.0.0.1; the next start takes the same while it is free
#   password    of user `coalition`, who may do anything in databases named coalition*
#   client.cnf  lets that user in: mariadb --defaults-file=FOLDER/client.cnf coalition
#   tls/        ca.pem, and the server's certificate and key
#   socket      where root is let in without a password
#   log, pid, tmp/
#   database.lock  is held while a script changes something, and says which script's the folder is
#
# A script that sources this defines
#
#   find_programs VERB           sets `server_program` and `client_program`
#   make_data FOLDER             makes FOLDER/data.new
#   print_settings FOLDER PORT   prints my.cnf
#
# What it does it tells on stderr; stdout is for addresses and rows.
umask 077
export LC_ALL=C

readonly program=${0##*/}

say() { echo "$program: $*" >&2; }
die() { say "$*"; exit 1; }
# The comment at the script's top.
usage() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//p}' "$0" >&2; exit 2; }

# Runs a command until it succeeds, for so many seconds.
wait_until() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < end)) || return 1
    sleep 0.02
  done
}

need_programs() {
  local name
  for name in openssl perl setpriv flock "$@"; do
    command -v "$name" >/dev/null ||
      die "there is no $name; deploy/packages.sh installs what is needed"
  done
}

database_parts=${BASH_SOURCE[0]%/*}/database
# shellcheck source=deploy/database/folders.sh
. "$database_parts/folders.sh"
# shellcheck source=deploy/database/ports.sh
. "$database_parts/ports.sh"
# shellcheck source=deploy/database/secrets.sh
. "$database_parts/secrets.sh"
# shellcheck source=deploy/database/settings.sh
. "$database_parts/settings.sh"
# shellcheck source=deploy/database/processes.sh
. "$database_parts/processes.sh"
# shellcheck source=deploy/database/users.sh
. "$database_parts/users.sh"
# shellcheck source=deploy/database/life.sh
. "$database_parts/life.sh"

# `VERB FOLDER …`, as the usage of mariadb.sh and mysql.sh says. An option that is not known here
# goes to `own_option`.
database_main() {
  [ $# -ge 2 ] || usage
  local verb=$1 remove=no who=user database='' words=()
  folder=$(folder_path "$2")
  shift 2
  while [ $# -gt 0 ]; do
    case "$verb $1" in
      "start --buffer-pool-mb="* | "restart --buffer-pool-mb="* | "run --buffer-pool-mb="*)
        buffer_pool_mb=${1#*=}
        [[ $buffer_pool_mb =~ ^[1-9][0-9]*$ ]] || usage
        ;;
      "run --remove") remove=yes ;;
      "sql --root") who=root ;;
      "sql --database="*) database=${1#*=} ;;
      "start --" | "restart --" | "run --") shift; server_flags=("$@"); break ;;
      *)
        if [[ $1 == --* ]]; then
          own_option "$1" || usage
        else
          words+=("$1")
        fi
        ;;
    esac
    shift
  done
  [ ${#words[@]} -eq 0 ] || [ "$verb" = sql ] || usage
  refuse_others "$folder"
  case "$verb" in start | run | restart | status | sql) find_programs "$verb" ;; esac
  case "$verb" in
    start) start ;;
    run) run "$remove" ;;
    stop) stop ;;
    kill) kill_now ;;
    restart) stop; unlock_folder; start ;;
    remove) remove ;;
    status) status ;;
    sql) sql "$who" "$database" "${words[@]}" ;;
    *) usage ;;
  esac
}
own_option() { return 1; }
