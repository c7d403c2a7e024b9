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
#   database.lock  is held while a script changes something, and marks the folder as theirs
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
readonly start_patience_s=120 stop_patience_s=120 kill_patience_s=30 lock_patience_s=300
readonly port_attempts_max=5
# Of sockaddr_un.
readonly socket_path_bytes_max=107

server_program=()
client_program=()
lock_fd=
# Options.
buffer_pool_mb=64
server_flags=()
# Set while a server that we launched is ours to end: its process and its folder.
launched=
launched_folder=
# Folders whose content came to be in this call, and goes with its failure.
fresh_folders=()

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

# --- Whom servers run as

# Not root: when we are, it is the account of the distribution's packages, or else nobody.
account=
become=()
if [ "$(id -u)" -eq 0 ]; then
  account=nobody
  if id mysql >/dev/null 2>&1; then account=mysql; fi
  become=(setpriv --reuid="$account" --regid="$(id -g "$account")" --clear-groups)
fi

give_to_account() { [ -z "$account" ] || chown -Rh "$account" "$@"; }

need_programs() {
  local name
  for name in openssl perl setpriv flock "$@"; do
    command -v "$name" >/dev/null ||
      die "there is no $name; deploy/packages.sh installs what is needed"
  done
}

# --- Folders

# The absolute path of a folder, or the reason why it cannot be one.
folder_path() {
  local path
  path=$(realpath -m -- "$1")
  # It becomes part of settings and addresses.
  [[ $path =~ ^[A-Za-z0-9_./@~-]+$ ]] ||
    die "$path: only letters, digits and _./@~- may be in its path"
  echo "$path"
}

is_ours() { [ -e "$1/database.lock" ]; }

# Makes a folder ours and locks it until this script ends; one that holds anything else is refused.
lock_folder() {
  local folder=$1
  while :; do
    if [ -e "$folder" ] && ! is_ours "$folder" && [ -n "$(ls -A "$folder" 2>&1)" ]; then
      die "$folder holds something else; name an empty folder or a new one"
    fi
    mkdir -p "$folder"
    exec {lock_fd}>>"$folder/database.lock"
    flock -w "$lock_patience_s" "$lock_fd" ||
      die "somebody else has been starting or stopping $folder for $lock_patience_s s"
    # Its owner before us may have removed it.
    [ ! "$folder/database.lock" -ef "/proc/$$/fd/$lock_fd" ] || break
    unlock_folder
  done
}
unlock_folder() {
  [ -z "$lock_fd" ] || exec {lock_fd}>&-
  lock_fd=
}

# Of a folder that may hold a server: only its account's, which must be able to come there.
open_to_account() {
  local folder=$1
  local socket=$folder/socket
  [ ${#socket} -le $socket_path_bytes_max ] ||
    die "$socket is too long for a socket, by $((${#socket} - socket_path_bytes_max)) bytes"
  mkdir -p "$folder/tmp"
  chmod 700 "$folder"
  give_to_account "$folder"
  "${become[@]}" test -w "$folder" -a -x "$folder" ||
    die "account ${account:-$(id -un)} cannot come to $folder; name a folder that it can"
}

# All that these scripts make in the folder of a server.
remove_content() {
  rm -rf "$1"/{data,tls,password,port}{,.new} "$1"/socket{,.lock} \
    "$1"/{tmp,my.cnf,client.cnf,only_root.sql,log,pid,wsrep_ports,recovery}
}

# Removes what is ours, and the folder with it unless somebody else put something there.
remove_folder() {
  remove_content "$1"
  rm -f "$1/database.lock"
  rmdir "$1" 2>/dev/null || say "left $1, which holds something else"
}

# --- Ports

# Prints so many ports of 127.0.0.1 that nobody has.
free_ports() {
  perl -MIO::Socket::INET -e '
    my @held = map {
      IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1", LocalPort => 0)
        or die "no free port: $!\n"
    } 1 .. $ARGV[0];
    print join(" ", map { $_->sockport } @held), "\n";' "$1"
}
port_is_free() {
  perl -MIO::Socket::INET -e '
    exit !IO::Socket::INET->new(
      Listen => 1, LocalAddr => "127.0.0.1", LocalPort => $ARGV[0], ReuseAddr => 1);' "$1"
}

# Prints as many ports as $2 says: those in file $1, if nobody took one of them.
ports_as_before() {
  local ports port
  ports=$(cat "$1" 2>/dev/null || true)
  if [ "$(wc -w <<<"$ports")" -eq "$2" ]; then
    for port in $ports; do
      port_is_free "$port" || { ports=; break; }
    done
  else
    ports=
  fi
  if [ -n "$ports" ]; then echo "$ports"; else free_ports "$2"; fi
}

# --- Secrets

make_password() {
  [ ! -s "$1/password" ] || return 0
  openssl rand -hex 16 >"$1/password.new"
  mv "$1/password.new" "$1/password"
}

# A certificate of 127.0.0.1 and localhost, and the CA that signed it and nothing else ever will.
make_certificates() {
  local tls=$1/tls.new
  [ ! -d "$1/tls" ] || return 0
  rm -rf "$tls"
  mkdir "$tls"
  cat >"$tls/openssl.cnf" <<'SETTINGS'
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = IP:127.0.0.1, DNS:localhost
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
SETTINGS
  local key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -config "$tls/openssl.cnf")
  {
    openssl req -x509 "${key[@]}" -extensions ca -days 3650 -subj "/CN=CA of a private database" \
      -keyout "$tls/ca-key.pem" -out "$tls/ca.pem"
    openssl req "${key[@]}" -subj /CN=localhost \
      -keyout "$tls/server-key.pem" -out "$tls/server.csr"
    openssl x509 -req -in "$tls/server.csr" -CA "$tls/ca.pem" -CAkey "$tls/ca-key.pem" -days 3650 \
      -set_serial 1 -extfile "$tls/openssl.cnf" -extensions server -out "$tls/server.pem"
  } >>"$1/log" 2>&1
  rm "$tls/ca-key.pem" "$tls/server.csr" "$tls/openssl.cnf"
  give_to_account "$tls"
  mv "$tls" "$1/tls"
}

# --- Processes

# Prints the process of a folder's server; fails when there is none.
server_pid() {
  local pid
  pid=$(cat "$1/pid" 2>/dev/null) || return 1
  [[ $pid =~ ^[0-9]+$ ]] || return 1
  grep -qzFx -- "--defaults-file=$1/my.cnf" "/proc/$pid/cmdline" 2>/dev/null || return 1
  echo "$pid"
}
runs() { server_pid "$1" >/dev/null; }
is_gone() { ! runs "$1"; }

# Ends the server of folder $1 by signal $2 within $3 seconds.
end_server() {
  local pid
  if pid=$(server_pid "$1"); then
    kill "-$2" "$pid" 2>/dev/null || true
    wait_until "$3" is_gone "$1" || return 1
  fi
  rm -f "$1/pid" "$1"/socket{,.lock}
}

# Runs statements from stdin.
as_root() {
  local folder=$1
  shift
  "${client_program[@]}" --no-defaults --user=root --socket="$folder/socket" --batch \
    --skip-column-names "$@"
}
as_user() {
  local folder=$1
  shift
  "${client_program[@]}" --defaults-file="$folder/client.cnf" --batch --skip-column-names "$@"
}
answers() { as_root "$1" --execute="SELECT 1" >/dev/null 2>&1; }

launched_ended() { ! kill -0 "$launched" 2>/dev/null; }
launched_answers_or_ended() { answers "$launched_folder" || launched_ended; }

# Starts the program on a folder that has its my.cnf.
launch() {
  local folder=$1
  shift
  rm -f "$folder"/socket{,.lock}
  launched_folder=$folder
  setsid "${become[@]}" "${server_program[@]}" --defaults-file="$folder/my.cnf" "${server_flags[@]}" \
    "$@" </dev/null >>"$folder/log" 2>&1 {lock_fd}>&- &
  launched=$!
  echo "$launched" >"$folder/pid"
}

# From now on the server launched last is on its own.
hand_over() { launched='' launched_folder=''; }

# Launches with ports as `choose_ports FOLDER` sets them, and others when somebody took one of them
# meanwhile, until `is_ready` or the server's end.
launch_until_ready() {
  local folder=$1 attempt log_bytes
  shift
  for ((attempt = 1; attempt <= port_attempts_max; attempt++)); do
    choose_ports "$folder"
    print_settings "$folder" "$port" >"$folder/my.cnf"
    chmod 644 "$folder/my.cnf"
    touch "$folder/log"
    log_bytes=$(stat -c %s "$folder/log")
    launch "$folder" "$@"
    wait_until "$start_patience_s" is_ready_or_ended || die "the server does not serve in time"
    launched_ended || return 0
    rm -f "$folder/pid"
    # Not grep -q, which would not read to the end.
    tail -c "+$((log_bytes + 1))" "$folder/log" |
      grep -iE 'address already in use|has been taken' >/dev/null || die "the server does not start"
    say "somebody took a port meanwhile"
    rm -f "$folder/port" "$folder/wsrep_ports"
  done
  die "$port_attempts_max times somebody took a port meanwhile"
}

# What every server has besides its own.
is_ready_or_ended() { launched_answers_or_ended; }
choose_ports() { port=$(ports_as_before "$1/port" 1); }

# The user and its database, and a file to be let in by.
let_user_in() {
  local folder=$1 password
  password=$(cat "$folder/password")
  as_root "$folder" <<SQL
CREATE DATABASE IF NOT EXISTS coalition;
CREATE USER IF NOT EXISTS coalition@'127.0.0.1' IDENTIFIED BY '$password';
CREATE USER IF NOT EXISTS coalition@localhost IDENTIFIED BY '$password';
GRANT ALL ON \`coalition%\`.* TO coalition@'127.0.0.1', coalition@localhost;
SQL
}
write_client_settings() {
  cat >"$1/client.cnf" <<SETTINGS
[client]
protocol=tcp
host=127.0.0.1
port=$port
user=coalition
password=$(cat "$1/password")
SETTINGS
  echo "$port" >"$1/port.new"
  mv "$1/port.new" "$1/port"
}

print_address() {
  echo "mysql://coalition@127.0.0.1:$(cat "$1/port")/coalition?password_file=$1/password"
}

# --- The life of one server

make_data_once() {
  local folder=$1
  [ ! -d "$folder/data" ] || return 0
  fresh_folders+=("$folder")
  rm -rf "$folder/data.new"
  say "making a database in $folder"
  make_data "$folder" >>"$folder/log" 2>&1 || die "the data could not be made"
  mv "$folder/data.new" "$folder/data"
}

# Starts what is in a locked folder; it is left as `launched`.
start_locked() {
  local folder=$1
  local begin_ms=$(($(date +%s%N) / 1000000))
  open_to_account "$folder"
  make_data_once "$folder"
  make_password "$folder"
  make_certificates "$folder"
  launch_until_ready "$folder"
  let_user_in "$folder"
  write_client_settings "$folder"
  say "serves on 127.0.0.1:$port as process $launched, after $(($(date +%s%N) / 1000000 - begin_ms)) ms"
}

# At this script's end: what did not come to be leaves nothing.
undo_failed_start() {
  local folder
  if [ -n "$launched" ]; then
    launched_ended || kill -KILL "$launched" || true
    wait "$launched" 2>/dev/null || true
    rm -f "$launched_folder/pid"
    say "its log ends with:"
    tail -n 20 "$launched_folder/log" >&2 || true
  elif [ ${#fresh_folders[@]} -gt 0 ]; then
    tail -n 20 "${fresh_folders[-1]}/log" >&2 || true
  fi
  for folder in "${fresh_folders[@]}"; do remove_folder "$folder"; done
}

# From now on a failure, or being told to end, runs this.
undo_on_failure() {
  # shellcheck disable=SC2064  # the name, now
  trap "[ \$? -eq 0 ] || $1" EXIT
  trap 'exit 143' TERM
  trap 'exit 130' INT HUP
}

start() {
  lock_folder "$folder"
  if runs "$folder"; then
    # That of a start that was killed may lack something.
    if ! answers "$folder" || [ ! -s "$folder/port" ]; then
      die "$folder has a server that does not serve; $program kill $folder ends it"
    fi
    say "runs already"
  else
    undo_on_failure undo_failed_start
    start_locked "$folder"
    hand_over
  fi
  print_address "$folder"
}

# With `remove`, all is removed when it is told to end.
run() {
  local remove=$1 code=0
  lock_folder "$folder"
  if runs "$folder"; then die "$folder has a server that runs already"; fi
  # It does not outlive this script, whatever ends it.
  if [ ${#become[@]} -eq 0 ]; then become=(setpriv); fi
  become+=(--pdeathsig KILL)
  undo_on_failure undo_failed_start
  if [ "$remove" = yes ]; then trap 'fresh_folders=("$folder"); exit 143' TERM INT HUP; fi
  start_locked "$folder"
  unlock_folder
  trap - EXIT
  trap 'end_run "$remove"' TERM INT HUP
  print_address "$folder"
  wait "$launched" 2>/dev/null || code=$?
  rm -f "$folder/pid"
  [ $code -eq 0 ] || die "the server ended with $code"
  say "the server was stopped"
}
end_run() {
  local signal=TERM
  trap '' TERM INT HUP
  # Nothing of it is kept.
  if [ "$1" = yes ]; then signal=KILL; fi
  launched_ended || kill "-$signal" "$launched" || true
  wait "$launched" 2>/dev/null || true
  rm -f "$folder/pid"
  if [ "$1" = yes ]; then remove_folder "$folder"; fi
  exit 0
}

stop() {
  if ! is_ours "$folder"; then say "there is no server in $folder"; return; fi
  lock_folder "$folder"
  if ! runs "$folder"; then say "does not run"; return; fi
  end_server "$folder" TERM "$stop_patience_s" || die "does not stop; $program kill $folder ends it"
  say "stopped"
}

# Without the lock: it also ends what hangs while it starts.
kill_now() {
  if ! runs "$folder"; then say "does not run"; return; fi
  end_server "$folder" KILL "$kill_patience_s" || die "could not be killed"
  say "killed"
}

remove() {
  if ! is_ours "$folder"; then say "there is no server in $folder"; return; fi
  lock_folder "$folder"
  end_server "$folder" KILL "$kill_patience_s" || die "could not be killed"
  remove_folder "$folder"
  say "removed $folder"
}

status() {
  runs "$folder" || die "does not run"
  answers "$folder" || die "runs as process $(server_pid "$folder"), and does not answer"
  say "runs as process $(server_pid "$folder")"
  print_address "$folder"
}

sql() {
  local who=$1 database=$2
  shift 2
  [ $# -eq 1 ] || usage
  runs "$folder" || die "does not run"
  "as_$who" "$folder" ${database:+--database="$database"} --execute="$1"
}

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
