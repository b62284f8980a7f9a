# The service as an image: docker build --tag equity-evidence .
# What is only needed to build it stays in the first stage.
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1

# Whether errors are reported is not known yet, so the package for it is there, and is loaded only where SENTRY_DSN is set.
COPY requirements-monitoring.lock requirements-node.lock ./
RUN python -m venv .venv \
    && .venv/bin/pip install --require-hashes --no-deps --requirement requirements-monitoring.lock \
    && python -m venv .node \
    && .node/bin/pip install --require-hashes --no-deps --requirement requirements-node.lock

COPY package.json package-lock.json ./
RUN PATH=/app/.node/bin:$PATH npm ci --omit=optional --no-progress

COPY . .
# Nothing is connected to, and what is made up here stays nowhere: the settings only have to be there.
RUN PATH=/app/.node/bin:$PATH npm run --silent build \
    && SECRET_KEY=$(python -c "import secrets; print(secrets.token_urlsafe(48))") \
        ALLOWED_HOSTS=localhost DATABASE_URL=postgres://localhost/none \
        .venv/bin/python -m django collectstatic --settings=config.settings --no-input --verbosity=0 \
    && .venv/bin/python -m compileall -q . \
    && rm -rf .node node_modules

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home equity-evidence
COPY --from=build /app /app
WORKDIR /app
ENV PYTHONPATH=/app PYTHONSAFEPATH=1 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MALLOC_ARENA_MAX=2 \
    PROMETHEUS_MULTIPROC_DIR=/tmp/metrics HOST=0.0.0.0 PORT=8000
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD [".venv/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD [".venv/bin/python", "-m", "config.server"]
