#!/bin/sh
# Brings both of Temporal's databases up to the schema of this image: makes what is missing, updates the rest, and does
# nothing the second time. Runs in temporalio/admin-tools before the server starts.
# https://docs.temporal.io/self-hosted-guide/upgrade-server (read 2026-11-24): schema first, then the server.
set -eu

update() {
  database=$1 schema=/etc/temporal/schema/postgresql/v12/$2/versioned
  set -- --plugin postgres12 --ep "$POSTGRES_SEEDS" -p "$DB_PORT" -u "$POSTGRES_USER" --db "$database"
  temporal-sql-tool "$@" create
  temporal-sql-tool "$@" setup-schema -v 0.0
  temporal-sql-tool "$@" update-schema -d "$schema"
}

# The password comes in SQL_PASSWORD, which the tool reads by itself.
update temporal temporal
update temporal_visibility visibility
