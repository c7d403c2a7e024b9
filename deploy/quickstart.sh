#!/usr/bin/env bash
# Installs, builds, starts a server of its own in a temporary folder, plays a day of trade between two
# partners through the SDK, settles it, and shows what came of it.
#
#   deploy/quickstart.sh          and nothing is left running
#   deploy/quickstart.sh --keep   leaves the server running, and says how to look around and end it
set -euo pipefail
cd "$(dirname "$0")/.."

keep=no
case "${1:-}" in
  "") ;;
  --keep) keep=yes ;;
  *) echo "usage: deploy/quickstart.sh [--keep]" >&2; exit 2 ;;
esac

say() { echo; echo "== $*"; }

say "packages"
deploy/packages.sh build
say "build"
deploy/build.sh release coalitiond coalitionctl coalition_quickstart
bin=$PWD/build/release/bin

folder=$(mktemp -d "${TMPDIR:-/tmp}/coalition-quickstart.XXXXXX")
server_pid=
end_server() {
  status=$?
  if [ "$keep" = yes ] && [ $status -eq 0 ]; then return; fi
  if [ -n "$server_pid" ]; then
    kill "$server_pid" 2>/dev/null || true
    wait "$server_pid" 2>/dev/null || true
  fi
  [ $status -eq 0 ] || { echo "quickstart failed; the server said:" >&2; cat "$folder/log" >&2 || true; }
  rm -rf "$folder"
}
trap end_server EXIT
trap 'exit 130' INT TERM

say "server: SQLite in $folder"
nohup "$bin/coalitiond" --store="sqlite:$folder/ledger" --listen=127.0.0.1:0 \
  --port-file="$folder/port" --operator-key-file="$folder/operator.key" \
  --network-name="Quickstart" --time-zone=Europe/London --currency=POINTS:0 \
  >"$folder/log" 2>&1 </dev/null &
server_pid=$!
for _ in $(seq 300); do
  [ ! -s "$folder/port" ] || break
  kill -0 "$server_pid" 2>/dev/null || { echo "the server did not start" >&2; exit 1; }
  sleep 0.1
done
server=127.0.0.1:$(cat "$folder/port")
export COALITION_SERVER=$server COALITION_KEY_FILE=$folder/operator.key
echo "it serves on $server"

# Shows a command as one would type it, and runs it.
show() {
  echo
  printf '$'
  printf ' %q' "$@"
  echo
  "$bin/$1" "${@:2}"
}
quietly() { "$bin/$1" "${@:2}" >/dev/null; }

say "the operator sets the network up"
# Prices per 1,000 points, in each partner's own money. Nike pays when its points are spent, Headspace
# when it gives them out.
quietly coalitionctl create-partner --partner-id nike --display-name Nike --settlement-currency USD
quietly coalitionctl set-exchange-rate --exchange-rate.partner-id nike \
  --exchange-rate.earn 2:3 --exchange-rate.burn 2:3 \
  --exchange-rate.purchase.currency-code USD --exchange-rate.purchase.partner-points-per-unit 10:1 \
  --exchange-rate.activities '{"type":"run_km","partner_points_per_unit":{"numerator":15,"denominator":1}}'
quietly coalitionctl set-terms --terms.partner-id nike --terms.issue-price 12.00 \
  --terms.redemption-price 10.00 --terms.charge on_redemption --terms.valid-months 24
quietly coalitionctl create-partner --partner-id headspace --display-name Headspace \
  --settlement-currency GBP
quietly coalitionctl set-exchange-rate --exchange-rate.partner-id headspace \
  --exchange-rate.earn 5:4 --exchange-rate.burn 5:4 \
  --exchange-rate.money-off.currency-code GBP \
  --exchange-rate.money-off.partner-points-per-unit 100:1
quietly coalitionctl set-terms --terms.partner-id headspace --terms.issue-price 9.50 \
  --terms.redemption-price 8.00 --terms.charge on_issue --terms.valid-months 12 \
  --terms.fees.burn-fee 0.02
for partner in nike headspace; do
  (umask 077
   "$bin/coalitionctl" create-credential --partner-id "$partner" --label quickstart --json |
     sed -n 's/.*"api_key": *"\([^"]*\)".*/\1/p' >"$folder/$partner.key")
done
quietly coalitionctl enroll-member --partner-id nike \
  --identifiers nike/member_number:N-1001 --identifiers headspace/email_sha256:ana-5f1c
quietly coalitionctl enroll-member --partner-id nike \
  --identifiers nike/member_number:N-1002 --identifiers headspace/email_sha256:ben-77ad
quietly coalitionctl enroll-member --partner-id nike \
  --identifiers nike/member_number:N-1003 --identifiers headspace/email_sha256:chi-0b2e
show coalitionctl list-partners
show coalitionctl list-exchange-rates
show coalitionctl list-terms

say "a day of trade, through the SDK"
"$bin/coalition_quickstart" --server="$server" --nike-key-file="$folder/nike.key" \
  --headspace-key-file="$folder/headspace.key"

say "what the members have now"
for member in N-1001 N-1002 N-1003; do
  show coalitionctl get-balance --member "nike/member_number:$member"
done

say "the window closes, and everybody knows what to pay"
show coalitionctl close-window --label "first day"
for partner in nike headspace; do
  show coalitionctl get-statement --partner-id "$partner" --window-id 1
  show coalitionctl list-statement-lines --partner-id "$partner" --window-id 1 --all
done
show coalitionctl list-obligations
show coalitionctl get-liability
show coalitionctl verify-ledger

say "to look for yourself"
if [ "$keep" = no ]; then
  echo "deploy/quickstart.sh --keep leaves the server running and prints commands to try."
  exit 0
fi
cat <<HELP
The server goes on as process $server_pid in $folder. Try:

  export COALITION_SERVER=$server COALITION_KEY_FILE=$folder/operator.key
  $bin/coalitionctl --help
  $bin/coalitionctl list-transactions
  $bin/coalitionctl earn --partner-id nike --member nike/member_number:N-1002 --partner-points 30
  $bin/coalitionctl --key-file $folder/headspace.key get-positions

With grpcurl, by reflection:

  grpcurl -plaintext $server list
  grpcurl -plaintext -H "authorization: Bearer \$(cat $folder/nike.key)" -d '{"member":{"identifier":{"kind":"member_number","value":"N-1001"}}}' $server coalition.v1.PointsService/GetBalance

With buf (npm install --prefix deploy/buf), by reflection:

  deploy/buf/node_modules/.bin/buf curl --protocol grpc --http2-prior-knowledge -H "authorization: Bearer \$(cat $folder/nike.key)" -d '{"member":{"identifier":{"kind":"member_number","value":"N-1001"}}}' http://$server/coalition.v1.PointsService/GetBalance

When you are done:

  kill $server_pid; tail --pid=$server_pid -f /dev/null; rm -r $folder
HELP
