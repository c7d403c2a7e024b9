#!/usr/bin/env bash
# A private MySQL in a folder of its own, on a free port of 127.0.0.1, as durable as one in production.
# Debian has it in its suite sid only: its packages are unpacked into a folder of their own, with all
# that they depend on, and nothing is installed.
#
#   deploy/mysql.sh download           some 100 MB, once; start and run do it when it was not done
#   deploy/mysql.sh check              fails and says so when it was not done
#   deploy/mysql.sh start FOLDER       makes it, if need be, and starts it; prints its address, that
#                                      coalitiond --store= takes. The port is in FOLDER/port too
#   deploy/mysql.sh run FOLDER         the same in the foreground, until it is told to end; what runs
#                                      so ends with this script, however that ends. With --remove, the
#                                      folder goes when it is told to end
#   deploy/mysql.sh stop FOLDER
#   deploy/mysql.sh kill FOLDER        by SIGKILL, as a crash would
#   deploy/mysql.sh restart FOLDER
#   deploy/mysql.sh remove FOLDER      ends it and deletes all that it had
#   deploy/mysql.sh status FOLDER      prints its address, or fails
#   deploy/mysql.sh sql FOLDER [--root] [--database=NAME] STATEMENTS
#                                      as user coalition, who may do anything in databases coalition*
#
# start, restart and run take --buffer-pool-mb=N (64), and flags of mysqld after a `--`. All take
# --cache=FOLDER, where the unpacked packages are: by default ~/.cache/coalition/mysql, or
# /var/cache/coalition/mysql for root.
set -euo pipefail
# shellcheck source=deploy/database_lib.sh
. "$(dirname "$0")/database_lib.sh"

readonly packages=(mysql-server-core mysql-client-core)
readonly mirror=http://deb.debian.org/debian
readonly keyring=/usr/share/keyrings/debian-archive-keyring.gpg
cache=${XDG_CACHE_HOME:-$HOME/.cache}/coalition/mysql
[ -z "$account" ] || cache=/var/cache/coalition/mysql

own_option() {
  case "$1" in
    --cache=*) cache=$(folder_path "${1#*=}") ;;
    *) return 1 ;;
  esac
}

# apt, with lists, archives and a list of installed packages (none) of its own.
private_apt() {
  local apt=$cache/apt
  apt-get -qq -o Dir::Etc::sourcelist="$apt/sources.list" -o Dir::Etc::sourceparts=- \
    -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null -o Dir::State="$apt/state" \
    -o Dir::State::status="$apt/status" -o Dir::Cache="$apt/cache" -o APT::Sandbox::User= \
    -o Acquire::Languages=none -o Acquire::Retries=3 "$@"
}

# Leaves $cache/root, with a file that tells what is in it.
download_packages() {
  local deb
  command -v apt-get >/dev/null || die "apt-get downloads it, and there is none"
  [ -e "$keyring" ] || die "there is no $keyring; install debian-archive-keyring"
  say "downloading MySQL from Debian's sid into $cache"
  rm -rf "$cache"/{apt,root.new}
  mkdir -p "$cache"/apt/{state/lists/partial,cache/archives/partial} "$cache/root.new"
  echo "deb [signed-by=$keyring] $mirror sid main" >"$cache/apt/sources.list"
  : >"$cache/apt/status"
  private_apt update
  private_apt install --download-only --no-install-recommends -y "${packages[@]}"
  for deb in "$cache"/apt/cache/archives/*.deb; do
    dpkg -x "$deb" "$cache/root.new"
    dpkg-deb -W "$deb" >>"$cache/root.new/packages"
  done
  rm -rf "$cache/apt"
  chmod -R u+w,go=u-w "$cache/root.new"
  mv "$cache/root.new" "$cache/root"
  say "unpacked $(wc -l <"$cache/root/packages") packages, among them" \
    "$(grep '^mysql-server-core' "$cache/root/packages" | tr '\t' ' ')"
}

download() {
  local cache_lock
  [ ! -d "$cache/root" ] || return 0
  # The server's account reads it.
  umask 022
  mkdir -p "$cache"
  exec {cache_lock}>>"$cache/lock"
  flock -w "$lock_patience_s" "$cache_lock" || die "somebody else downloads into $cache and does not end"
  [ -d "$cache/root" ] || download_packages
  exec {cache_lock}>&-
  umask 077
}

# Through the loader that came with it, as this system's C library may be older.
find_programs() {
  local root=$cache/root loader library_folder
  # shellcheck disable=SC2119  # no more than all need
  need_programs
  case "$1" in start | restart | run) download ;; esac
  [ -d "$root" ] || die "MySQL is not in $cache; deploy/mysql.sh download fetches it"
  library_folder=$(dirname "$(find "$root" -name libc.so.6 -print -quit)")
  library_folder=usr/lib/${library_folder##*/}
  loader=$(find "$root" -name 'ld-linux*.so.*' -print -quit)
  local through=("$loader" --library-path "$root/$library_folder:$root/${library_folder#usr/}")
  "${become[@]}" test -x "$loader" ||
    die "account $account cannot come to $cache; name a --cache that it can"
  # The system's own settings of OpenSSL may name what this one does not have.
  export OPENSSL_CONF=/dev/null OPENSSL_MODULES=$root/$library_folder/ossl-modules
  server_program=("${through[@]}" "$root/usr/sbin/mysqld")
  client_program=("${through[@]}" "$root/usr/bin/mysql")
}

print_program_settings() {
  local root=$cache/root
  cat <<SETTINGS
[mysqld]
basedir=$root/usr
plugin-dir=$root/usr/lib/mysql/plugin
lc-messages-dir=$root/usr/share/mysql
character-sets-dir=$root/usr/share/mysql/charsets
SETTINGS
}

# Nobody but root on the socket is let in.
make_data() {
  print_program_settings >"$1/my.cnf"
  chmod 644 "$1/my.cnf"
  "${become[@]}" "${server_program[@]}" --defaults-file="$1/my.cnf" --datadir="$1/data.new" \
    --initialize-insecure --tmpdir="$1/tmp" --innodb-flush-log-at-trx-commit=0 --skip-log-bin
}

print_settings() {
  print_program_settings
  print_shared_settings "$@"
  cat <<SETTINGS
mysqlx=OFF
secure-file-priv=NULL
innodb-redo-log-capacity=64M
SETTINGS
}

case "${1:-}" in
  download | check)
    for argument in "${@:2}"; do own_option "$argument" || usage; done
    [ "$1" = check ] || download
    find_programs check
    say "MySQL is in $cache"
    ;;
  *) database_main "$@" ;;
esac
