# shellcheck shell=bash
# Who is let in and how: root on the socket, user `coalition` by its password.
# deploy/database_lib.sh sources it.
# shellcheck disable=SC2154  # what its other parts set

client_program=()

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
