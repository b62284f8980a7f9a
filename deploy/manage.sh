#!/bin/sh
# Runs manage.py as the service does, with its settings and as its user: deploy/manage.sh migrate
set -eu
release=${RELEASE:-/opt/equity-evidence/current}
while read -r line; do
    case $line in
        '' | \#*) ;;
        *) export "${line%%=*}=${line#*=}" ;;
    esac
done </etc/equity-evidence/environment
# Root's own folder is closed to the user, and PostgreSQL's driver looks there for certificates.
export HOME=/opt/equity-evidence PYTHONPATH="$release" PYTHONSAFEPATH=1 PYTHONDONTWRITEBYTECODE=1
cd /opt/equity-evidence
exec setpriv --reuid=equity-evidence --regid=equity-evidence --init-groups \
    "$release/.venv/bin/python" "$release/manage.py" "$@"
