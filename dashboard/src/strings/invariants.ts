// Words about invariants: what no workflow may ever do.

const publish = {
  title: "Invariants",
  verdict: { proved: "Kept", refuted: "Broken", undecided: "Undecided" },
  forNow: "Kept, with the lists as they are",
  tryExample: "Try the example",
  broken: (names: readonly string[]) => {
    const quoted = names.map((name) => `“${name}”`).join(", ");
    return names.length === 1
      ? `It breaks the invariant ${quoted}. Change the route, or ask an administrator.`
      : `It breaks the invariants ${quoted}. Change the routes, or ask an administrator.`;
  },
} as const;

export const invariants = { publish } as const;
