# shellcheck shell=bash
# Free ports of 127.0.0.1. deploy/database_lib.sh sources it.

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
