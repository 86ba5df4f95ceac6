#!/usr/bin/env bash
# Installs what the tests need and the machine lacks: PostgreSQL's server programs and Chromium, from Debian.
set -euo pipefail

wanted=()
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || wanted+=(postgresql)
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || wanted+=(chromium)

if [ ${#wanted[@]} -eq 0 ]; then
  echo "test needs: PostgreSQL and Chromium are installed"
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo "test needs: please install ${wanted[*]} with your system's package manager" >&2
  exit 1
fi

run=()
if [ "$(id -u)" -ne 0 ]; then
  run=(sudo)
fi
echo "test needs: installing ${wanted[*]}"
export DEBIAN_FRONTEND=noninteractive
"${run[@]}" apt-get update -q
"${run[@]}" apt-get install -y -q --no-install-recommends "${wanted[@]}"
