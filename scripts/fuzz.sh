#!/usr/bin/env bash
# Fuzzes the targets one after the other: `scripts/fuzz.sh SECONDS [TARGET…]`. With `keep` in place of the seconds it
# makes what was found in the meantime part of the kept corpora, as few files as reach the same code. See docs/fuzzing.md.
set -euo pipefail
cd "$(dirname "$0")/.."

budget=${1:-480}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(document inquiry csv lists)
# Longer inputs reach no other code, but each takes longer.
longest=4096
# So many files are kept of each target.
most=72
# An input that takes this many seconds counts as a hang.
hang=10

if ! rustup toolchain list 2>/dev/null | grep -q '^nightly'; then
  echo "fuzz: the nightly toolchain is missing; run \`rustup toolchain install nightly --profile minimal\`" >&2
  exit 1
fi
if ! command -v cargo-fuzz >/dev/null; then
  tools=$PWD/target/fuzz-tools
  [ -x "$tools/bin/cargo-fuzz" ] || cargo install --locked --quiet cargo-fuzz --root "$tools" --target-dir "$tools/build"
  PATH="$tools/bin:$PATH"
fi

# Our crates forbid unsafe code, so no sanitizer is needed, and without one the fuzzer gets further.
fuzz() {
  command=$1
  target=$2
  shift 2
  cargo +nightly fuzz "$command" --fuzz-dir fuzz --target-dir "$PWD/target/fuzz" --sanitizer none "$target" "$@"
}

for target in "${targets[@]}"; do
  found=$PWD/target/fuzz/found/$target
  kept=$PWD/fuzz/corpus/$target
  mkdir -p "$found" "$kept"
  if [ "$budget" = keep ]; then
    cp "$kept"/* "$found"
    # How often a branch is taken does not count, only that it is.
    fuzz cmin "$target" "$found" -- -set_cover_merge=1 -use_counters=0 -max_len=$longest
    # What has a name of its own is there for a reason: a mistake that was found.
    find "$kept" -type f -regextype posix-extended -regex '.*/[0-9a-f]{40}' -delete
    # The longest reach most.
    find "$found" -type f -size -3k -printf '%s %p\n' | sort -rn | head -n $most | cut -d ' ' -f 2- | xargs cp -t "$kept"
  else
    words=$PWD/fuzz/words/$target
    fuzz run "$target" "$found" "$kept" -- -max_total_time="$budget" -max_len=$longest -timeout=$hang \
      -rss_limit_mb=2048 -print_final_stats=1 -verbosity=1 $([ ! -f "$words" ] || echo "-dict=$words")
  fi
done
