#!/usr/bin/env bash
# A private Galera cluster: three MariaDB nodes on free ports of 127.0.0.1, that notice within some three
# seconds when one of them is gone. Node N is a server as deploy/mariadb.sh makes it, in FOLDER/N.
#
#   deploy/galera.sh start FOLDER              makes it, if need be, and starts what of it does not run;
#                                              prints three addresses, that coalitiond --store= takes
#   deploy/galera.sh stop FOLDER
#   deploy/galera.sh kill FOLDER N             node N by SIGKILL, as a crash would
#   deploy/galera.sh stop-node FOLDER N
#   deploy/galera.sh start-node FOLDER N       it joins the others again; prints its address
#   deploy/galera.sh remove FOLDER             ends it and deletes all that it had
#   deploy/galera.sh status FOLDER             how each node is; fails unless all three take part
#   deploy/galera.sh sql FOLDER N [--root] STATEMENTS
#                                              on node N, in database coalition
#   deploy/galera.sh download                  the scripts by which a node copies another's state, from
#                                              the package mariadb-server, which would start a server of
#                                              the system's; start does it when it was not done
#   deploy/galera.sh check                     fails and says so when something is missing
#
# start and start-node take --buffer-pool-mb=N (64). All take --cache=FOLDER, where those scripts are:
# by default ~/.cache/coalition/galera, or /var/cache/coalition/galera for root.
set -euo pipefail
# shellcheck source=deploy/mariadb_lib.sh
. "$(dirname "$0")/mariadb_lib.sh"

readonly nodes=(1 2 3)
readonly provider=/usr/lib/galera/libgalera_smm.so
cache=${XDG_CACHE_HOME:-$HOME/.cache}/coalition/galera
[ -z "$account" ] || cache=/var/cache/coalition/galera

# --- Programs

server_version() { dpkg-query -W -f '${Version}' mariadb-server-core; }

# Where the scripts are that copy a state; they must be those of the server. No colon: it is in PATH.
scripts_folder() {
  if [ -x /usr/bin/wsrep_sst_rsync ]; then echo /usr/bin; else echo "$cache/$(server_version | tr : _)"; fi
}

download() {
  local folder part deb
  folder=$(scripts_folder)
  [ ! -x "$folder/wsrep_sst_rsync" ] || return 0
  say "downloading mariadb-server $(server_version), for its scripts, into $cache"
  # The server's account runs them.
  umask 022
  mkdir -p "$cache"
  part=$(mktemp -d "$cache/part.XXXXXX")
  chmod 755 "$part"
  (cd "$part" && apt-get download -qq -o APT::Sandbox::User= "mariadb-server=$(server_version)")
  deb=$(echo "$part"/*.deb)
  dpkg-deb --fsys-tarfile "$deb" |
    tar -x -C "$part" --strip-components=3 --wildcards './usr/bin/wsrep_sst_*'
  rm "$deb"
  mv -T "$part" "$folder" 2>/dev/null || rm -rf "$part"
  umask 077
}

find_programs() {
  find_mariadb_programs
  need_programs rsync lsof
  [ -e "$provider" ] || die "there is no $provider; deploy/packages.sh cluster installs what is needed"
  case "$1" in start | start-node) download ;; esac
  [ -x "$(scripts_folder)/wsrep_sst_rsync" ] ||
    die "wsrep_sst_rsync is not in $cache; $program download fetches it"
  PATH=$(scripts_folder):$PATH
}

# --- One node

make_data() { make_mariadb_data "$@"; }

# Of SQL, of the group, of incremental and of whole state transfers.
choose_ports() {
  local ports
  read -ra ports < <(ports_as_before "$1/wsrep_ports" 4)
  port=${ports[0]}
  echo "${ports[*]}" >"$1/wsrep_ports"
}

# The group's addresses, of all nodes that ever had one.
group_address() {
  local node ports addresses=()
  for node in "${nodes[@]}"; do
    [ -s "$cluster/$node/wsrep_ports" ] || continue
    read -ra ports <"$cluster/$node/wsrep_ports"
    addresses+=("127.0.0.1:${ports[1]}")
  done
  (IFS=, && echo "gcomm://${addresses[*]}")
}

# Rarely MariaDB 10.11 does not end the local transaction that another node's waits for, and the whole
# cluster waits with it. When the wait for a lock has timed out it tries again; by default after 50 s.
print_settings() {
  local ports
  read -ra ports <"$1/wsrep_ports"
  print_mariadb_settings "$1" "${ports[0]}"
  cat <<SETTINGS
binlog-format=ROW
innodb-autoinc-lock-mode=2
innodb-lock-wait-timeout=1
wsrep-on=ON
wsrep-provider=$provider
wsrep-provider-options="gmcast.listen_addr=tcp://127.0.0.1:${ports[1]}; base_host=127.0.0.1; base_port=${ports[1]}; ist.recv_addr=127.0.0.1:${ports[2]}; ist.recv_bind=127.0.0.1:${ports[2]}; evs.keepalive_period=PT0.5S; evs.suspect_timeout=PT2S; gcache.size=32M; pc.recovery=false"
wsrep-cluster-name=coalition
wsrep-cluster-address=$(group_address)
wsrep-node-name=node${1##*/}
wsrep-node-address=127.0.0.1
wsrep-sst-method=rsync
wsrep-sst-receive-address=127.0.0.1:${ports[3]}
[sst]
ssl-mode=DISABLED
SETTINGS
}

takes_part() {
  local state
  state=$(as_root "$1" --execute="SELECT variable_value FROM information_schema.global_status
    WHERE variable_name IN ('wsrep_cluster_status', 'wsrep_local_state_comment', 'wsrep_ready')
    ORDER BY variable_name" 2>/dev/null) || return 1
  [ "$state" = $'Primary\nSynced\nON' ]
}
is_ready_or_ended() { takes_part "$launched_folder" || launched_ended; }

# Leaves it as `launched`.
start_node() {
  local node=$1
  local home=$cluster/$1 begin_ms=$(($(date +%s%N) / 1000000))
  shift
  mkdir -p "$home"
  prepare_folder "$home"
  for shared in password tls; do ln -sfn "../$shared" "$home/$shared"; done
  if [ ! -d "$home/data" ]; then
    # What a joining node has is overwritten by the state of another.
    if [ $# -gt 0 ]; then make_data_once "$home"; else mkdir "$home/data"; fi
    give_to_account "$home/data"
  fi
  touch "$home/database.lock"
  launch_until_ready "$home" "$@"
  # They come with the state to the others.
  [ $# -eq 0 ] || let_user_in "$home"
  write_client_settings "$home"
  say "node $node takes part, on 127.0.0.1:$port as process $launched, after" \
    "$(($(date +%s%N) / 1000000 - begin_ms)) ms"
}

# --- The cluster

running_nodes() {
  local node
  for node in "${nodes[@]}"; do
    if runs "$cluster/$node"; then echo "$node"; fi
  done
}

# Prints the node that is to begin, when none runs: the one that has all that any of them has.
first_node() {
  local node position best=1 best_position=-2
  for node in "${nodes[@]}"; do
    [ -e "$cluster/$node/data/grastate.dat" ] || continue
    if grep -q '^safe_to_bootstrap: 1' "$cluster/$node/data/grastate.dat"; then
      echo "$node"
      return
    fi
    position=$(recovered_position "$cluster/$node")
    if ((position > best_position)); then best=$node best_position=$position; fi
  done
  # All were killed.
  if [ -e "$cluster/$best/data/grastate.dat" ]; then
    sed -i 's/^safe_to_bootstrap:.*/safe_to_bootstrap: 1/' "$cluster/$best/data/grastate.dat"
  fi
  echo "$best"
}

# The last transaction that a node that was killed has committed; -1 when it has none.
recovered_position() {
  "${become[@]}" "${server_program[@]}" --defaults-file="$1/my.cnf" --wsrep-recover \
    >"$1/recovery" 2>&1 || true
  cat "$1/recovery" >>"$1/log"
  sed -n 's/.*Recovered position: *[0-9a-f-]*:\(-\{0,1\}[0-9]*\).*/\1/p' "$1/recovery" |
    tail -n 1 | grep . || echo -1
  rm "$1/recovery"
}

started_nodes=()
undo_cluster_start() {
  local node
  # Before their folders go, which tell who they are.
  for node in "${started_nodes[@]}"; do
    end_server "$cluster/$node" KILL "$kill_patience_s" || true
  done
  undo_failed_start
  if [ "$is_new" = yes ]; then remove_cluster; fi
}
remove_cluster() {
  local node
  for node in "${nodes[@]}"; do
    [ ! -e "$cluster/$node" ] || remove_folder "$cluster/$node"
  done
  remove_folder "$cluster"
}

start_cluster() {
  local begin=$SECONDS node running first
  lock_folder "$cluster"
  is_new=no
  [ -e "$cluster/tls" ] || is_new=yes
  undo_on_failure undo_cluster_start
  chmod 700 "$cluster"
  give_to_account "$cluster"
  make_password "$cluster"
  make_certificates "$cluster"
  running=$(running_nodes)
  if [ -z "$running" ]; then
    first=$(first_node)
    start_node "$first" --wsrep-new-cluster
    started_nodes+=("$first")
    hand_over
  fi
  for node in "${nodes[@]}"; do
    if runs "$cluster/$node"; then continue; fi
    start_node "$node"
    started_nodes+=("$node")
    hand_over
  done
  say "three nodes take part, after $((SECONDS - begin)) s"
  for node in "${nodes[@]}"; do print_address "$cluster/$node"; done
}

no_cluster() { die "there is no cluster in $cluster"; }

start_one() {
  lock_ours "$cluster" || no_cluster
  if runs "$cluster/$1"; then
    say "node $1 runs already"
  else
    [ -n "$(running_nodes)" ] || die "no node runs that it could join; $program start $cluster starts all"
    is_new=no
    undo_on_failure undo_cluster_start
    start_node "$1"
    hand_over
  fi
  print_address "$cluster/$1"
}

stop_node() {
  if ! runs "$cluster/$1"; then say "node $1 does not run"; return; fi
  end_server "$cluster/$1" TERM "$stop_patience_s" ||
    die "node $1 does not stop; $program kill $cluster $1 ends it"
  say "node $1 stopped"
}

# The first goes last, and knows that it may begin the next time.
stop_cluster() {
  local node
  if ! lock_ours "$cluster"; then say "there is no cluster in $cluster"; return; fi
  for node in 3 2 1; do stop_node "$node"; done
}

kill_node() {
  if ! runs "$cluster/$1"; then say "node $1 does not run"; return; fi
  end_server "$cluster/$1" KILL "$kill_patience_s" || die "node $1 could not be killed"
  say "node $1 killed"
}

remove_all() {
  local node
  if ! lock_ours "$cluster"; then say "there is no cluster in $cluster"; return; fi
  for node in "${nodes[@]}"; do
    end_server "$cluster/$node" KILL "$kill_patience_s" || die "node $node could not be killed"
  done
  remove_cluster
  say "removed $cluster"
}

status_of_all() {
  local node all=yes
  is_ours "$cluster" || no_cluster
  for node in "${nodes[@]}"; do
    if ! runs "$cluster/$node"; then
      say "node $node does not run"
    elif ! takes_part "$cluster/$node"; then
      say "node $node runs as process $(server_pid "$cluster/$node"), and does not take part"
    else
      say "node $node takes part, as process $(server_pid "$cluster/$node")"
      print_address "$cluster/$node"
      continue
    fi
    all=no
  done
  [ $all = yes ]
}

own_option() {
  case "$1" in
    --cache=*) cache=$(folder_path "${1#*=}") ;;
    --buffer-pool-mb=*)
      buffer_pool_mb=${1#*=}
      [[ $buffer_pool_mb =~ ^[1-9][0-9]*$ ]]
      ;;
    *) return 1 ;;
  esac
}

verb=${1:-}
[ $# -eq 0 ] || shift
who=user
words=()
for argument in "$@"; do
  case "$argument" in
    --root) who=root ;;
    --*) own_option "$argument" || usage ;;
    *) words+=("$argument") ;;
  esac
done
case "$verb ${#words[@]}" in
  "download 0") download; say "the scripts are in $(scripts_folder)"; exit ;;
  "check 0") find_programs check; exit ;;
  "start 1" | "stop 1" | "remove 1" | "status 1") ;;
  "kill 2" | "start-node 2" | "stop-node 2" | "sql 3") [[ ${words[1]} =~ ^[123]$ ]] || usage ;;
  *) usage ;;
esac
# Not `folder`, which functions of the library call theirs.
cluster=$(folder_path "${words[0]}")
refuse_others "$cluster"
case "$verb" in start | start-node | status | sql) find_programs "$verb" ;; esac
case "$verb" in
  start) start_cluster ;;
  start-node) start_one "${words[1]}" ;;
  stop) stop_cluster ;;
  stop-node) lock_ours "$cluster" || no_cluster; stop_node "${words[1]}" ;;
  kill) kill_node "${words[1]}" ;;
  remove) remove_all ;;
  status) status_of_all ;;
  sql)
    runs "$cluster/${words[1]}" || die "node ${words[1]} does not run"
    "as_$who" "$cluster/${words[1]}" --database=coalition --execute="${words[2]}"
    ;;
esac
