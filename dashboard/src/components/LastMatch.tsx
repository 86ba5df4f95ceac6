// When a list or an item matched last, and how often lately.
import { Anchor } from "@mantine/core";
import { Link } from "react-router";
import type { Matches } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { useMay } from "@/app/session.ts";
import { strings } from "@/strings/index.ts";
import { Time } from "./Time.tsx";

/** The same in one line, for where a phone has no room for the column. */
export function LastMatchLine({ matches }: { matches: Matches }) {
  const { last } = matches;
  if (last === null) return strings.lists.neverMatched;
  return (
    <>
      {strings.lists.columns.lastMatch} <Time at={last.at} />
    </>
  );
}

export function LastMatch({ matches }: { matches: Matches }) {
  const mayRead = useMay()("inquiries.read");
  const { last } = matches;
  if (last === null) return <span data-sub>{strings.lists.neverMatched}</span>;
  return (
    <>
      {mayRead ? (
        <Anchor component={Link} inherit to={paths.inquiry(last.inquiry)}>
          <Time at={last.at} />
        </Anchor>
      ) : (
        <Time at={last.at} />
      )}
      <div data-sub>{strings.lists.recentMatches(matches)}</div>
    </>
  );
}
