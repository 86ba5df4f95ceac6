#!/usr/bin/env bash
# Counts the instructions of one decision and compares them with the committed baseline, because time differs from machine
# to machine and instructions hardly do. `--accept` writes a new baseline. See docs/adr/0004-counted-instructions.md.
set -euo pipefail
cd "$(dirname "$0")/.."

baseline=crates/engine/instructions.txt
allowed_percent=5
compiler="$(rustc --version | cut -d ' ' -f 1-2) $(rustc -vV | sed -n 's/^host: //p')"
known=$(head -n 1 "$baseline" 2>/dev/null || true)

if ! command -v valgrind >/dev/null; then
  echo "instructions: skipped, valgrind is not installed (scripts/install-test-needs.sh installs it)"
  exit 0
fi
if [ "${1:-}" != --accept ] && [ "$compiler" != "$known" ]; then
  echo "instructions: skipped, the baseline belongs to $known and this is $compiler"
  exit 0
fi

cargo build --release --locked --quiet -p pointsman-engine --example decide_often
program="${CARGO_TARGET_DIR:-target}/release/examples/decide_often"

# Prints how many instructions a run with these arguments takes.
instructions() {
  valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null "$program" "$@" 2>&1 |
    sed -n 's/.*I *refs: *//p' | tr -d ','
}

few=1000
many=201000
counted="$compiler"
failed=0
for routes in 8 100 1000; do
  one=$(($(instructions "$routes" "$many") - $(instructions "$routes" "$few")))
  one=$((one / (many - few)))
  counted+=$'\n'"$routes routes: $one"
  [ "${1:-}" != --accept ] || continue
  before=$(sed -n "s/^$routes routes: //p" "$baseline")
  most=$((before + before * allowed_percent / 100))
  echo "instructions: $one for a decision with $routes routes, $before before, at most $most"
  if [ "$one" -gt "$most" ]; then
    failed=1
  fi
done

if [ "${1:-}" = --accept ]; then
  echo "$counted" >"$baseline"
  echo "instructions: the baseline is now"
  echo "$counted"
elif [ "$failed" -ne 0 ]; then
  echo "instructions: a decision costs over $allowed_percent % more than before; make it cheaper, or say why not and run" >&2
  echo "  scripts/count-instructions.sh --accept" >&2
  exit 1
fi
