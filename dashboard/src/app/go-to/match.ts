// How well what is typed fits a name. Every word typed must be found; the beginning of words counts more than their inside.

/** Lower case without accents: `Ümit` is found by `umit`. */
export function folded(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "")
    .toLowerCase()
    .trim();
}

export interface Matchable {
  readonly label: string;
  /** Further words that lead here. */
  readonly keywords?: string | undefined;
}

/** Smaller is better; null when it does not fit. Anything fits nothing typed. */
export function rankOf(typed: string, { label, keywords = "" }: Matchable): number | null {
  const wanted = folded(typed).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return 0;
  const name = folded(label);
  if (name.startsWith(wanted.join(" "))) return 0;
  if (wanted.every((word) => beginsWord(name, word))) return 1;
  const everything = `${name} ${folded(keywords)}`;
  if (wanted.every((word) => beginsWord(everything, word))) return 2;
  return wanted.every((word) => everything.includes(word)) ? 3 : null;
}

/** Those that fit, best first; equals stay in their order. */
export function ranked<T extends Matchable>(typed: string, candidates: readonly T[]): T[] {
  return candidates
    .map((candidate) => ({ candidate, rank: rankOf(typed, candidate) }))
    .filter((entry): entry is { candidate: T; rank: number } => entry.rank !== null)
    .sort((left, right) => left.rank - right.rank)
    .map(({ candidate }) => candidate);
}

function beginsWord(text: string, word: string): boolean {
  return (
    text.split(/[^\p{Letter}\p{Number}]+/u).some((part) => part.startsWith(word)) ||
    text.startsWith(word)
  );
}
