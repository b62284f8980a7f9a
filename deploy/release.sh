#!/bin/sh
# Puts a release in, of a tag or commit of /opt/equity-evidence/source: deploy/release.sh v1.2
# Until the last step, the release before goes on serving. To go back to it: see docs/operations.md.
set -eu
home=/opt/equity-evidence
name=$(git -C "$home/source" describe --tags --always "$1")
release=$home/releases/$name

if [ ! -e "$release/.complete" ]; then
    echo "Building $release…"
    rm -rf "$release"
    git clone --quiet "$home/source" "$release"
    cd "$release"
    git checkout --quiet --detach "$1"
    python3 -m venv .venv
    .venv/bin/pip install --quiet --disable-pip-version-check --no-input --require-hashes --no-deps -r requirements.lock
    # Debian's own Node.js is too old to build the styles; this one is needed for nothing else.
    python3 -m venv .node
    .node/bin/pip install --quiet --disable-pip-version-check --no-input --require-hashes --no-deps -r requirements-node.lock
    PATH=$release/.node/bin:$PATH npm ci --omit=optional --no-progress --silent
    PATH=$release/.node/bin:$PATH npm run --silent build
    rm -rf .node node_modules
    # It connects to nothing, so these need not be the real ones.
    SECRET_KEY=$(openssl rand -hex 32) ALLOWED_HOSTS=localhost DATABASE_URL=postgres://localhost/none \
        .venv/bin/python -m django collectstatic --settings=config.settings --no-input --verbosity=0
    .venv/bin/python -m compileall -q .
    touch .complete
fi

echo "Migrating the database…"
RELEASE=$release "$release/deploy/manage.sh" migrate --verbosity=0

echo "Switching to $name…"
ln -sfn "$release" "$home/next"
mv -T "$home/next" "$home/current"
if [ -d /run/systemd/system ]; then systemctl reload-or-restart equity-evidence-web; fi
echo "Done. The releases are in $home/releases; remove those that nobody will go back to."
