# shellcheck shell=bash
# The processes of servers: whose they are, which one a folder's is, launching it until it is ready, and
# ending it. deploy/database_lib.sh sources it.
# shellcheck disable=SC2154  # what its other parts set

readonly start_patience_s=120
readonly port_attempts_max=5

server_program=()
# More of them, by the caller.
server_flags=()
# Set while a server that we launched is ours to end: its process and its folder.
launched=
launched_folder=

# Not root: when we are, it is the account of the distribution's packages, or else nobody.
account=
become=()
if [ "$(id -u)" -eq 0 ]; then
  account=nobody
  if id mysql >/dev/null 2>&1; then account=mysql; fi
  become=(setpriv --reuid="$account" --regid="$(id -g "$account")" --clear-groups)
fi
give_to_account() { [ -z "$account" ] || chown -Rh "$account" "$@"; }

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
