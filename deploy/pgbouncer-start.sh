#!/bin/sh
# The pooler knows one login, prm_app. Its password comes from the environment and stays in memory-backed /run.
set -eu
umask 077
printf '"prm_app" "%s"\n' "$APP_PASSWORD" > /run/pgbouncer/users.txt
exec pgbouncer /etc/pgbouncer/pgbouncer.ini
