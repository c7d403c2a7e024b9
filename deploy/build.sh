#!/usr/bin/env bash
# Configures and builds a preset, by default all of it:  deploy/build.sh PRESET [TARGET...]
set -euo pipefail
cd "$(dirname "$0")/.."

preset=${1:?usage: deploy/build.sh PRESET [TARGET...]}
shift
targets=()
[ $# -eq 0 ] || targets=(--target "$@")

# A compile of gRPC's headers takes up to a gigabyte.
cores=$(nproc)
by_memory=$(awk '/MemAvailable/ {print int($2 / 1048576)}' /proc/meminfo)
jobs=$((by_memory < cores ? by_memory : cores))
[ "$jobs" -ge 1 ] || jobs=1

echo "build: configuring preset $preset"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
cmake --preset "$preset" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
echo "build: compiling with $jobs jobs; the first time takes minutes, ccache makes the next quick"
cmake --build --preset "$preset" --parallel "$jobs" "${targets[@]}"
