#!/usr/bin/env bash
# deploy/growth.sh on a small ledger: a row for each stage, that says what is there, and nothing left.
set -euo pipefail
cd "$1"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

deploy/growth.sh --transactions=150000 --every=50000 --members=2000 --folder="$folder" -- --memory-mb=16 \
  >"$folder.out" || { cat "$folder.out"; exit 1; }
rows=$(grep -cE '^\| [0-9]+ \| [0-9]+ \| [0-9]+ \| [0-9]+ \| [0-9]+ \| [0-9]+ \| [0-9]+ \| [0-9]+ \|$' "$folder.out")
[ "$rows" -eq 3 ] || { echo "not three rows:"; cat "$folder.out"; exit 1; }
last=$(grep -E '^\| [0-9]+ \|' "$folder.out" | tail -n 1 | cut -d' ' -f2)
[ "$last" -ge 150000 ] || { echo "too few transactions:"; cat "$folder.out"; exit 1; }
rm "$folder.out"
[ -z "$(ls -A "$folder")" ] || { echo "left behind: $(ls -A "$folder")"; exit 1; }

# Stages that are shorter than what is on its way at the end of one.
deploy/growth.sh --transactions=30000 --every=1000 --members=2000 --folder="$folder" -- --memory-mb=16 \
  >"$folder.out" || { cat "$folder.out"; exit 1; }
last=$(grep -E '^\| [0-9]+ \|' "$folder.out" | tail -n 1 | cut -d' ' -f2)
[ "$last" -ge 30000 ] || { echo "too few transactions:"; cat "$folder.out"; exit 1; }
rm "$folder.out"

for wrong in --transactions=0 --every=x --members= --unknown; do
  if deploy/growth.sh "$wrong" 2>/dev/null; then echo "took $wrong"; exit 1; fi
done
