#!/bin/sh
# Runs once, after roles.sql and database.sql, when the data volume is new.
set -eu
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" \
    -v owner="$OWNER_PASSWORD" -v app="$APP_PASSWORD" -v backup="$BACKUP_PASSWORD" <<'SQL'
ALTER ROLE prm_owner PASSWORD :'owner';
ALTER ROLE prm_app PASSWORD :'app';
ALTER ROLE prm_backup PASSWORD :'backup';
SQL
