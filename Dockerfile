# One image for web, workers, relay, beat and migrations; a second small one for the connection pooler.

FROM python:3.11-slim-bookworm AS build
WORKDIR /app
# Locks and launcher alone first: the packages are a layer of their own and outlive a change of the code.
COPY requirements requirements
COPY prm/__init__.py prm/__init__.py
COPY prm/launch prm/launch
RUN python -m prm.launch venv base
COPY . .
RUN python -m prm.launch frontend && rm -rf node_modules var/node
RUN DJANGO_SETTINGS_MODULE=prm.settings.production SECRET_KEY=only-for-collectstatic \
    .venv/bin/python manage.py collectstatic --no-input --verbosity 0

FROM python:3.11-slim-bookworm AS app
# The list is that of prm/launch/packages.py: what WeasyPrint loads.
RUN apt-get update && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libglib2.0-0 libharfbuzz0b libharfbuzz-subset0 libfontconfig1 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /home/prm prm
WORKDIR /app
COPY --from=build --chown=root:root /app /app
RUN mkdir -p /app/var/files && chown prm:prm /app/var /app/var/files
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=prm.settings.production
USER prm
EXPOSE 8000
CMD ["gunicorn", "prm.wsgi", "--bind", "0.0.0.0:8000"]

FROM debian:bookworm-slim AS pgbouncer
RUN apt-get update && apt-get install -y --no-install-recommends pgbouncer && rm -rf /var/lib/apt/lists/*
COPY deploy/pgbouncer.ini /etc/pgbouncer/pgbouncer.ini
COPY deploy/pgbouncer-start.sh /usr/local/bin/pgbouncer-start
RUN mkdir -p /run/pgbouncer && chown postgres:postgres /run/pgbouncer
USER postgres
EXPOSE 6432
CMD ["sh", "/usr/local/bin/pgbouncer-start"]
