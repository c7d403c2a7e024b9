# shellcheck shell=bash
# The life of one server: what each verb of deploy/mariadb.sh and deploy/mysql.sh does.
# deploy/database_lib.sh sources it.
# shellcheck disable=SC2154  # what its other parts set

readonly stop_patience_s=120 kill_patience_s=30

# Folders whose content came to be in this call, and goes with its failure.
fresh_folders=()

# Makes a folder ready for a server that may have nothing in it yet.
prepare_folder() {
  [ -d "$1/data" ] || fresh_folders+=("$1")
  open_to_account "$1"
}

make_data_once() {
  local folder=$1
  [ ! -d "$folder/data" ] || return 0
  rm -rf "$folder/data.new"
  say "making a database in $folder"
  make_data "$folder" >>"$folder/log" 2>&1 || die "the data could not be made"
  mv "$folder/data.new" "$folder/data"
}

# Starts what is in a locked folder; it is left as `launched`.
start_locked() {
  local folder=$1
  local begin_ms=$(($(date +%s%N) / 1000000))
  prepare_folder "$folder"
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
    tail -n 20 "${fresh_folders[-1]}/log" >&2 2>/dev/null || true
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
  if ! lock_ours "$folder"; then say "there is no server in $folder"; return; fi
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
  if ! lock_ours "$folder"; then say "there is no server in $folder"; return; fi
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
