#!/bin/sh
# Puts a release in, of a tag or commit of /opt/equity-evidence/source: deploy/release.sh v1.2
# Until the last step, the release before goes on serving. To go back to it: see docs/operations.md.
set -eu
home=${SERVICE_HOME:-/opt/equity-evidence}
etc=${SERVICE_ETC:-/etc}
# What others may not read, the user of the service could not either.
umask 022
commit=$(git -C "$home/source" rev-parse --verify "$1^{commit}")
name=$(git -C "$home/source" describe --tags --always "$commit")
release=$home/releases/$name
current=$home/current

install_packages() {
    "$1/bin/pip" install --quiet --disable-pip-version-check --no-input --require-hashes --no-deps -r "$2"
}

if [ ! -e "$release/.complete" ]; then
    echo "Building $release…"
    trap 'echo "Building failed, so nothing was switched." >&2' EXIT
    rm -rf "$release"
    git clone --quiet "$home/source" "$release"
    cd "$release"
    git checkout --quiet --detach "$commit"
    python3 -m venv .venv
    install_packages .venv requirements.lock
    # Debian's own Node.js is too old to build the styles; this one is needed for nothing else.
    python3 -m venv .node
    install_packages .node requirements-node.lock
    PATH=$release/.node/bin:$PATH npm ci --omit=optional --no-progress --loglevel=error
    PATH=$release/.node/bin:$PATH npm run --silent build
    rm -rf .node node_modules
    # It connects to nothing, so these need not be the real ones.
    SECRET_KEY=$(openssl rand -hex 32) ALLOWED_HOSTS=localhost DATABASE_URL=postgres://localhost/none \
        .venv/bin/python -m django collectstatic --settings=config.settings --no-input --verbosity=0
    .venv/bin/python -m compileall -q .
    touch .complete
    trap - EXIT
fi

# Also in a release that was built before: the setting may be newer.
if grep -Eq '^[[:space:]]*(SENTRY_DSN|OTEL_EXPORTER_OTLP_ENDPOINT)=[^[:space:]]' "$etc/equity-evidence/environment"; then
    install_packages "$release/.venv" "$release/requirements-monitoring.lock"
fi

echo "Migrating the database…"
RELEASE=$release "$release/deploy/manage.sh" migrate --verbosity=0

# A reload keeps the first process of the server, which starts the others. Where that changed, it has to start anew.
change=reload-or-restart
if [ -e "$current" ]; then
    for part in config/server.py config/slow_clients.py; do
        cmp -s "$current/$part" "$release/$part" || change=restart
    done
    [ "$(grep '^granian==' "$current/requirements.lock")" = "$(grep '^granian==' "$release/requirements.lock")" ] ||
        change=restart
    # Those of this machine are filled in, so that only the two releases can be compared.
    for part in nginx.conf environment; do
        diff -u "$current/deploy/$part" "$release/deploy/$part" || echo "Bring this change into your own copy of $part."
    done
fi

echo "Switching to $name…"
ln -sfn "$release" "$home/next"
mv -T "$home/next" "$current"
# Before the first start there are no units yet.
if systemctl is-enabled --quiet equity-evidence-web 2>/dev/null; then
    (cd "$release/deploy/systemd" && find . -type f) | while read -r unit; do
        cmp -s "$release/deploy/systemd/$unit" "$etc/systemd/system/$unit" ||
            echo "${unit#./} is not as in this release: copy it from $current/deploy/systemd, then systemctl daemon-reload."
    done
    [ "$change" != restart ] || echo "Restarting the service, because the server itself changed…"
    systemctl "$change" equity-evidence-web
fi
echo "Done. The releases are in $home/releases; remove those that nobody will go back to."
