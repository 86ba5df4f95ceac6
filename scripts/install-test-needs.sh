#!/usr/bin/env bash
# Installs what the tests need and the machine lacks, from Debian: PostgreSQL's server programs, Chromium, curl and jq for the
# examples in docs/api.md, valgrind, which counts instructions, z3, which proofs are compared with, Python with pip, and Java.
# From PyPI, into target/python: DuckDB and Spark (some 400 MB, which needs Java), in which the tests run the SQL of workflows.
set -euo pipefail
cd "$(dirname "$0")/.."

duckdb=2.0.1
# Spark 4 needs Java 17 or newer.
spark=4.3.0
py4j=0.10.9.9
install_engines() {
  local found=0
  for package in "duckdb-$duckdb" "pyspark-$spark" "py4j-$py4j"; do
    [ -d "target/python/$package.dist-info" ] && found=$((found + 1))
  done
  if [ "$found" -eq 3 ]; then
    return
  fi
  echo "test needs: installing DuckDB $duckdb and Spark $spark into target/python"
  rm -rf target/python
  # py4j is the only thing that Spark needs of PyPI.
  python3 -m pip install --quiet --no-deps --disable-pip-version-check --root-user-action=ignore --target target/python \
    "duckdb==$duckdb" "pyspark==$spark" "py4j==$py4j"
}

wanted=()
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || wanted+=(postgresql)
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || wanted+=(chromium)
for tool in curl jq valgrind z3; do
  command -v "$tool" >/dev/null || wanted+=("$tool")
done
command -v python3 >/dev/null && python3 -m pip --version >/dev/null 2>&1 || wanted+=(python3 python3-pip)
# Debian 12 has Java 17, Debian 13 has 21. An older one beside it may come first on the path.
java_version() { java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p'; }
if ! command -v java >/dev/null || [ "$(java_version)" -lt 17 ]; then
  wanted+=(default-jre-headless)
fi

if [ ${#wanted[@]} -eq 0 ]; then
  install_engines
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
install_engines
