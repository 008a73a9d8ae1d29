#!/bin/sh
# Runs once, when the PostgreSQL container makes its cluster: the role that owns the tables (migrations), the role that the
# program works with, which owns nothing and cannot see past row-level security, and the one that reads all for back-ups.
set -eu
secret() { # the file where it is mounted, else the word for development
  if [ -f "/run/secrets/$1" ]; then cat "/run/secrets/$1"; else echo comptoir; fi
}
# Apart, so that a secret that cannot be read ends the script instead of making a role without a password.
owner=$(secret postgres_owner_password)
app=$(secret postgres_app_password)
backup=$(secret postgres_backup_password)
psql -v ON_ERROR_STOP=1 -v owner="$owner" -v app="$app" -v backup="$backup" \
  -U "${POSTGRES_USER:-postgres}" -d "$POSTGRES_DB" <<'SQL'
CREATE ROLE comptoir_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'owner';
CREATE ROLE comptoir_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOINHERIT PASSWORD :'app';
CREATE ROLE comptoir_backup LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS PASSWORD :'backup';
GRANT pg_read_all_data TO comptoir_backup;
SELECT format('ALTER DATABASE %I OWNER TO comptoir_owner', current_database()) \gexec
CREATE EXTENSION IF NOT EXISTS btree_gist;
SQL
