#!/usr/bin/env bash
# The demonstration: a sample town (or a real municipality's areas) on http://localhost:PORT.
#   PORT=8000 GEMEENTE=GM0243 DEMO_DIR=.demo deploy/demo.sh
# What is recorded stays in DEMO_DIR; a second start goes on with it.
set -euo pipefail
cd "$(dirname "$0")/.."

port=${PORT:-8000}
municipality=${GEMEENTE:-GM9999}
folder=${DEMO_DIR:-.demo}/$municipality
wijkschouw=.venv/bin/wijkschouw

mkdir -p "$folder"
# Kept, so that people stay signed in over a restart.
[ -s "$folder/secret" ] ||
  (umask 077 && .venv/bin/python -c 'import secrets; print(secrets.token_hex(32))' >"$folder/secret")

export WIJKSCHOUW_ENVIRONMENT=demo
export WIJKSCHOUW_DATA_DIR=$folder
export WIJKSCHOUW_MUNICIPALITY=$municipality
WIJKSCHOUW_SECRET_KEY=$(cat "$folder/secret")
export WIJKSCHOUW_SECRET_KEY

"$wijkschouw" db upgrade
if [ "$municipality" = GM9999 ]; then
  "$wijkschouw" demo load
else
  "$wijkschouw" demo load --municipality "$municipality"
fi

cat <<TEXT

  wijkschouw: http://localhost:$port

  sign in as     inspecteur@voorbeeldstad.example    records rounds and observations
                 wijkmanager@voorbeeldstad.example   sees the maps, makes tasks
                 boa@voorbeeldstad.example           handles tasks
                 beheerder@voorbeeldstad.example     looks after accounts and areas
                 controleur@voorbeeldstad.example    checks
  password       voorbeeldstad-demo

  Ctrl-C stops it. The data stays in $folder; make clean-demo forgets it.

TEXT
exec "$wijkschouw" serve --port "$port"
