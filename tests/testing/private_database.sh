#!/usr/bin/env bash
# The private database that tests run on: any verb of deploy/mariadb.sh, or of deploy/mysql.sh when the
# environment has COALITION_TEST_DATABASE=mysql.
set -euo pipefail

case "${COALITION_TEST_DATABASE:-mariadb}" in
  mariadb | mysql) ;;
  *) echo "COALITION_TEST_DATABASE is mariadb or mysql, not $COALITION_TEST_DATABASE" >&2; exit 2 ;;
esac
exec "$(dirname "$0")/../../deploy/${COALITION_TEST_DATABASE:-mariadb}.sh" "$@"
