#!/usr/bin/env bash
# Installs what the tests need and the machine lacks, from Debian: PostgreSQL's server programs, Chromium, curl and jq for the
# examples in docs/api.md, valgrind, which counts instructions, and z3, which proofs are compared with.
set -euo pipefail

wanted=()
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || wanted+=(postgresql)
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || wanted+=(chromium)
for tool in curl jq valgrind z3; do
  command -v "$tool" >/dev/null || wanted+=("$tool")
done

if [ ${#wanted[@]} -eq 0 ]; then
  echo "test needs: everything is installed"
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
