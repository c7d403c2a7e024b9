#!/usr/bin/env bash
# Every file and folder that README, ARCHITECTURE and CONTRIBUTING name exists, and every call that
# ARCHITECTURE lists as not served is a call of the contract.
set -euo pipefail
cd "$1"
failed=0
fail() { echo "$1" >&2; failed=1; }

for document in README.md ARCHITECTURE.md CONTRIBUTING.md; do
  # Links, without anchors and what is elsewhere.
  while read -r target; do
    [ -e "$target" ] || fail "$document links to $target, which does not exist"
  done < <(grep -oE '\]\([^)#]+' "$document" | sed 's/^](//' | grep -vE '^https?:')
  # `paths/in/backticks`, and scripts in code blocks.
  while read -r path; do
    compgen -G "$path*" >/dev/null || fail "$document names $path, which does not exist"
  done < <(grep -oE '(server|protos|partner_sdk|clients|tests|deploy)/[A-Za-z0-9_./-]+' "$document" |
             sed 's/[.*]*$//' | sort -u)
done

sed -n '/^## Not served yet/,/^## Decisions/p' ARCHITECTURE.md | sed -n '/^\* /,/^$/p' |
  sed 's/^\* [A-Za-z]*://' | tr -s ', \n' '\n' | grep -E '^[A-Z]' |
  while read -r call; do
    grep -qE "rpc $call\(" protos/coalition/v1/*.proto || { echo "ARCHITECTURE.md lists $call" >&2; exit 1; }
  done || failed=1
exit $failed
