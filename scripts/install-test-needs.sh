#!/usr/bin/env bash
# Installs what the tests need and the machine lacks, from Debian: PostgreSQL's server programs, Chromium, curl and jq for the
# examples in docs/api.md, valgrind, which counts instructions, z3, which proofs are compared with, and Python with pip. From
# PyPI, into target/python: DuckDB, in which the tests run the SQL of workflows.
set -euo pipefail
cd "$(dirname "$0")/.."

duckdb=2.0.1
install_duckdb() {
  if [ -d "target/python/duckdb-$duckdb.dist-info" ]; then
    return
  fi
  echo "test needs: installing DuckDB $duckdb into target/python"
  rm -rf target/python
  python3 -m pip install --quiet --no-deps --disable-pip-version-check --root-user-action=ignore --target target/python "duckdb==$duckdb"
}

wanted=()
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || wanted+=(postgresql)
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || wanted+=(chromium)
for tool in curl jq valgrind z3; do
  command -v "$tool" >/dev/null || wanted+=("$tool")
done
command -v python3 >/dev/null && python3 -m pip --version >/dev/null 2>&1 || wanted+=(python3 python3-pip)

if [ ${#wanted[@]} -eq 0 ]; then
  install_duckdb
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
install_duckdb
