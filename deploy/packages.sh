#!/usr/bin/env bash
# Installs what building, running and testing need, from the distribution's packages only: Debian 12,
# Debian 13, Ubuntu 24.04. Does nothing, in a moment, when all of it is there.
#
#   deploy/packages.sh build    compiler, libraries
#   deploy/packages.sh test     the same and what the tests need
#   deploy/packages.sh fuzz     the same and what the fuzz targets need
#   deploy/packages.sh bench    what building needs and what coalition_bench compare compares with
#   deploy/packages.sh cluster  what testing needs and what deploy/galera.sh needs
set -euo pipefail

build_packages=(
  build-essential cmake ninja-build ccache mold pkg-config git ca-certificates tzdata
  libgrpc++-dev libgrpc-dev protobuf-compiler protobuf-compiler-grpc libprotobuf-dev libprotoc-dev
  libabsl-dev libsqlite3-dev libsodium-dev libspdlog-dev libfmt-dev libcli11-dev zlib1g-dev
  libboost-dev libmysqlcppconn-dev libjemalloc-dev nlohmann-json3-dev prometheus-cpp-dev
)
test_packages=(
  libgtest-dev libgmock-dev libbenchmark-dev librapidcheck-dev sqlite3
  python3 python3-grpcio python3-protobuf
  # Without what would start a server of the system's.
  mariadb-server-core mariadb-client-core
)
fuzz_packages=(clang libclang-rt-dev)
bench_packages=(postgresql mariadb-server-core mariadb-client-core)
cluster_packages=(galera-4 rsync lsof procps)

case "${1:-}" in
  build) packages=("${build_packages[@]}") ;;
  test) packages=("${build_packages[@]}" "${test_packages[@]}") ;;
  fuzz) packages=("${build_packages[@]}" "${test_packages[@]}" "${fuzz_packages[@]}") ;;
  bench) packages=("${build_packages[@]}" "${bench_packages[@]}") ;;
  cluster) packages=("${build_packages[@]}" "${test_packages[@]}" "${cluster_packages[@]}") ;;
  *) echo "usage: deploy/packages.sh build|test|fuzz|bench|cluster" >&2; exit 2 ;;
esac
# buf comes from the npm registry; any Node.js will do.
if [ "$1" != build ] && ! command -v npm >/dev/null; then packages+=(nodejs npm); fi

missing=()
for package in "${packages[@]}"; do
  state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "packages: all there"
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "packages: run this as root, or install sudo" >&2; exit 1; }
  as_root=(sudo)
fi
echo "packages: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
  -o Dpkg::Use-Pty=0 -qq "${missing[@]}"
