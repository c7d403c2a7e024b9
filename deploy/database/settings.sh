# shellcheck shell=bash
# What is set in my.cnf of every server. deploy/database_lib.sh sources it.

buffer_pool_mb=64

# Of the server in folder $1, on port $2: durable, with little memory, for this machine alone.
print_shared_settings() {
  cat <<SETTINGS
datadir=$1/data
socket=$1/socket
pid-file=$1/data/server.pid
tmpdir=$1/tmp
bind-address=127.0.0.1
port=$2
skip-name-resolve
skip-log-bin
performance-schema=OFF
max-connections=500
ssl-ca=$1/tls/ca.pem
ssl-cert=$1/tls/server.pem
ssl-key=$1/tls/server-key.pem
innodb-flush-log-at-trx-commit=1
innodb-doublewrite=ON
innodb-buffer-pool-size=${buffer_pool_mb}M
innodb-buffer-pool-dump-at-shutdown=OFF
innodb-buffer-pool-load-at-startup=OFF
SETTINGS
}
