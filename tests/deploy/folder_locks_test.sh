#!/usr/bin/env bash
# Scripts that make, lock and remove one folder at the same time: all of them get it, one after the other.
set -euo pipefail
cd "$1"
# shellcheck source=tests/deploy/checks.sh
. tests/deploy/checks.sh

readonly rounds=30 scripts_at_once=3

clean_up() { :; }
make_top folder-locks
folder=$top/one

# Whoever has the folder notes when it comes and goes.
cat >"$top/visit.sh" <<'VISIT'
#!/usr/bin/env bash
set -euo pipefail
. deploy/database_lib.sh
case "$1" in
  make) lock_folder "$2" ;;
  visit) lock_ours "$2" || exit 0 ;;
esac
[ -d "$2" ] || die "has a folder that is gone"
echo in >>"$3"
echo out >>"$3"
[ "$4" = stay ] || remove_folder "$2"
VISIT

# Of as many at a time as $2 says, by `lock_folder` or `lock_ours`, that leave the folder or remove it.
round() {
  local how=$1 number=$2 end=$3 each pids=()
  for ((each = 0; each < number; each++)); do
    bash "$top/visit.sh" "$how" "$folder" "$top/notes" "$end" 2>>"$top/said" &
    pids+=($!)
  done
  for each in "${pids[@]}"; do wait "$each" || fail "$how, $end: $(tail -n 3 "$top/said")"; done
}

step "made by several"
for ((i = 1; i <= rounds; i++)); do
  round make $scripts_at_once stay
  rm -r "$folder"
done

step "made and removed by several"
for ((i = 1; i <= rounds; i++)); do round make $scripts_at_once remove; done
[ ! -e "$folder" ] || fail "left behind: $(ls -A "$folder")"

step "one at a time"
same "visits" "$(grep -c in "$top/notes")" $((2 * rounds * scripts_at_once))
same "visits that were not alone" "$(uniq -c "$top/notes" | awk '$1 != 1' | wc -l)" 0
same "what they said" "$(cat "$top/said")" ""

step "removed by several, and not made again"
for ((i = 1; i <= rounds; i++)); do
  round make 1 stay
  round visit $scripts_at_once remove
  [ ! -e "$folder" ] || fail "left behind: $(ls -A "$folder")"
done

step "what is somebody else's, or cannot be made"
mkdir "$folder"
touch "$folder/file"
refused bash "$top/visit.sh" make "$folder" "$top/notes" remove
same "a folder of somebody else's" "$(ls -A "$folder")" file
refused bash "$top/visit.sh" make "$folder/file/below" "$top/notes" remove
step "done"
