# shellcheck shell=bash
# The folders that servers have: whose they are, who may change them now, and what goes when one is
# removed. deploy/database_lib.sh sources it.
# shellcheck disable=SC2154  # what its other parts set

# Of sockaddr_un.
readonly socket_path_bytes_max=107
readonly lock_patience_s=300
# Each time, somebody removed the folder in that very moment.
readonly lock_attempts_max=20

lock_fd=

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

# Ends this script on a folder of another kind of database.
refuse_others() {
  local maker
  maker=$(cat "$1/database.lock" 2>/dev/null || true)
  [[ ${maker:-$program} = "$program" ]] || die "$1 is a folder of $maker"
}

# By a single look, because others may be making or removing the folder: what is ours has the lock
# before anything else, and loses it last.
holds_something_else() {
  local names
  names=$(ls -A "$1" 2>/dev/null) || return 1
  [ -n "$names" ] && ! grep -qx database.lock <<<"$names"
}

# Waits for the lock of folder $1, which is open as $lock_fd. Fails, and closes it, when its owner before
# us removed it.
lock_opened() {
  flock -w "$lock_patience_s" "$lock_fd" ||
    die "somebody else has been starting or stopping $1 for $lock_patience_s s"
  [ ! "$1/database.lock" -ef "/proc/$$/fd/$lock_fd" ] || return 0
  unlock_folder
  return 1
}
unlock_folder() {
  [ -z "$lock_fd" ] || exec {lock_fd}>&-
  lock_fd=
}

# Makes a folder ours and locks it until this script ends; one that holds anything else is refused.
lock_folder() {
  local folder=$1 attempt
  for ((attempt = 1; attempt <= lock_attempts_max; attempt++)); do
    if holds_something_else "$folder"; then
      die "$folder holds something else; name an empty folder or a new one"
    fi
    mkdir -p "$folder" 2>/dev/null || continue
    { exec {lock_fd}>>"$folder/database.lock"; } 2>/dev/null || continue
    lock_opened "$folder" || continue
    [ -s "$folder/database.lock" ] || echo "$program" >&"$lock_fd"
    return
  done
  # For the reason.
  mkdir -p "$folder"
  : >>"$folder/database.lock"
  die "$folder is removed as often as it is made"
}

# Locks a folder that is ours until this script ends; fails when it is not, or not any more.
lock_ours() {
  local attempt
  for ((attempt = 1; attempt <= lock_attempts_max; attempt++)); do
    is_ours "$1" || return 1
    # Not for writing, which would make it again.
    { exec {lock_fd}<"$1/database.lock"; } 2>/dev/null || continue
    if lock_opened "$1"; then return; fi
  done
  die "$1/database.lock cannot be locked"
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

# Removes what is ours, and the folder with it unless somebody put something there meanwhile.
remove_folder() {
  remove_content "$1"
  rm -f "$1/database.lock"
  rmdir "$1" 2>/dev/null || ! holds_something_else "$1" || say "left $1, which holds something else"
}
