#!/usr/bin/env bash
# Installs the system packages that wijkschouw needs, and only those that are missing.
#   deploy/system-packages.sh runtime   SpatiaLite, and Python's venv where it comes apart
#   deploy/system-packages.sh test      also PostgreSQL with PostGIS, Chromium, WebKitGTK's driver
# Needs no network when nothing is missing.
set -euo pipefail

purpose=${1:-runtime}
case $purpose in runtime | test) ;; *)
  echo "usage: $0 runtime|test" >&2
  exit 2
  ;;
esac
python=${PYTHON:-python3}

fail() {
  echo "wijkschouw: $*" >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "these need root, and sudo is not here: $*"
  fi
}

# --- Debian and Ubuntu ---------------------------------------------------------------------------
installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

candidate() { LC_ALL=C apt-cache policy "$1" 2>/dev/null | grep -q 'Candidate: [^(]'; }

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Acquire::Retries=3 \
    -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@"
}

# The lists are fetched at most once, and only when a package is not in the ones that are here.
refreshed=no
refresh() {
  [ $refreshed = no ] || return 0
  echo "wijkschouw: fetching the lists of packages"
  apt_get update >/dev/null
  refreshed=yes
}

# Any version of PostgreSQL that is here together with its PostGIS will do.
installed_postgis() {
  dpkg-query -W -f '${db:Status-Status} ${Package}\n' 'postgresql-*-postgis-3' 2>/dev/null |
    sed -n 's/^installed postgresql-\([0-9]*\)-postgis-3$/\1/p' | sort -n | tail -n 1
}

offered_postgis() {
  apt-cache search --names-only '^postgresql-[0-9]+-postgis-3$' |
    sed -n 's/^postgresql-\([0-9]*\)-postgis-3 .*/\1/p' | sort -n | tail -n 1
}

postgis_packages() {
  local version
  version=$(installed_postgis)
  if [ -z "$version" ]; then
    version=$(offered_postgis)
    if [ -z "$version" ]; then
      refresh >&2
      version=$(offered_postgis)
    fi
  fi
  [ -n "$version" ] || fail "this distribution offers no PostGIS 3 for PostgreSQL"
  echo "postgresql-$version postgresql-$version-postgis-3"
}

# Any Chromium that is here will do; else the smallest on offer: the engine without windows.
chromium_package() {
  command -v chromium-headless-shell chromium chromium-browser google-chrome >/dev/null && return
  if candidate chromium-headless-shell; then echo chromium-headless-shell; else echo chromium; fi
}

on_debian() {
  local wanted="libsqlite3-mod-spatialite" missing=""
  "$python" -c 'import ensurepip' 2>/dev/null || wanted="$wanted python3-venv"
  if [ "$purpose" = test ]; then
    local postgis # by itself: inside the next line its failure would go unseen
    postgis=$(postgis_packages)
    wanted="$wanted $postgis $(chromium_package)"
    wanted="$wanted webkit2gtk-driver xvfb fonts-dejavu-core poppler-utils"
  fi
  for package in $wanted; do
    installed "$package" || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  for package in $missing; do
    candidate "$package" || refresh
  done
  echo "wijkschouw: installing$missing"
  # Stale lists name files that are gone: one more try with fresh ones.
  # shellcheck disable=SC2086 # a list of words on purpose
  apt_get install --no-install-recommends $missing >/dev/null || {
    refreshed=no
    refresh
    apt_get install --no-install-recommends $missing >/dev/null
  }
}

# --- macOS -----------------------------------------------------------------------------------------
on_macos() {
  command -v brew >/dev/null || fail "install Homebrew first, then: brew install libspatialite"
  local wanted="libspatialite"
  [ "$purpose" = test ] && wanted="$wanted postgresql@17 postgis poppler"
  for formula in $wanted; do
    brew list --formula "$formula" >/dev/null 2>&1 && continue
    echo "wijkschouw: installing $formula"
    HOMEBREW_NO_AUTO_UPDATE=1 brew install --quiet "$formula"
  done
  if [ "$purpose" = test ] && ! [ -d "/Applications/Chromium.app" ] &&
    ! [ -d "/Applications/Google Chrome.app" ]; then
    echo "wijkschouw: installing chromium"
    brew install --quiet --cask chromium
  fi
}

# --- elsewhere -------------------------------------------------------------------------------------
elsewhere() {
  "$python" - <<'PY' && [ "$purpose" = runtime ] && return 0
import sqlite3
try:
    connection = sqlite3.connect(":memory:")
    connection.enable_load_extension(True)
    connection.load_extension("mod_spatialite")
except Exception as error:
    raise SystemExit(1) from error
PY
  echo "wijkschouw: this system is not one that packages are installed on for you." >&2
  echo "Needed: SpatiaLite as a loadable module (mod_spatialite; Fedora: libspatialite," >&2
  echo "Arch: libspatialite, Alpine: libspatialite)." >&2
  if [ "$purpose" = test ]; then
    echo "For the tests also: PostgreSQL 15 or newer with PostGIS 3 (initdb on the PATH)," >&2
    echo "Chromium, pdftotext (poppler), and WebKitGTK's WebKitWebDriver with Xvfb." >&2
  fi
  echo "Install these, then run make with SYSTEM_PACKAGES=no." >&2
  exit 1
}

if [ "$(uname)" = Darwin ]; then
  on_macos
elif command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
  on_debian
else
  elsewhere
fi
