#!/bin/sh
# Starts a throw-away PostgreSQL (fsync on, stock settings), runs the given command with its URL appended.
# Run it as any user but root. PGBIN names the directory of initdb and pg_ctl if they are not on the path.
set -eu
bin=${PGBIN:+$PGBIN/}
data=$(mktemp -d "${SCRATCH:-.}/postgres.XXXXXX")
port=${PGPORT:-54329}
"${bin}initdb" -D "$data" -U pointsman --auth=trust --no-instructions >/dev/null
"${bin}pg_ctl" -D "$data" -w -l "$data/log" \
  -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=" start >/dev/null
trap '"${bin}pg_ctl" -D "$data" -m fast stop >/dev/null; rm -rf "$data"' EXIT INT TERM
"$@" "postgres://pointsman@127.0.0.1:$port"
