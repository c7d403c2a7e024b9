#!/usr/bin/env bash
# Holds the wire contract: buf's STANDARD lint, and no breaking change against the released contract
# (protos/released.binpb).
#
#   deploy/check-protos.sh             check
#   deploy/check-protos.sh --release   check, then make the present contract the released one
set -euo pipefail
cd "$(dirname "$0")/.."

if [ ! -x deploy/buf/node_modules/.bin/buf ]; then
  echo "protos: installing buf"
  npm install --prefix deploy/buf --no-package-lock --no-audit --no-fund --loglevel=error
fi
buf=$PWD/deploy/buf/node_modules/.bin/buf
BUF_CACHE_DIR=$(mktemp -d)
export BUF_CACHE_DIR
trap 'rm -rf "$BUF_CACHE_DIR"' EXIT

cd protos
"$buf" lint
echo "protos: lint ok"
"$buf" breaking --against released.binpb
echo "protos: no breaking change"
if [ "${1:-}" = --release ]; then
  "$buf" build --exclude-source-info -o released.binpb
  echo "protos: released.binpb is the present contract"
fi
