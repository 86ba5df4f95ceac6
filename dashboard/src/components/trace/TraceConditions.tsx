// The tree of conditions of one route; groups nest as they do in the document.
import { Anchor } from "@mantine/core";
import { Link } from "react-router";
import type { MatchedItem, TraceNode } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { strings } from "@/strings/index.ts";
import { formatAttributeValue } from "../attribute-value.ts";
import { useAttributes } from "../use-catalogue.ts";
import classes from "./Trace.module.css";
import { VerdictMark } from "./VerdictMark.tsx";

export function TraceConditions({ node }: { node: TraceNode }) {
  return (
    <ul className={classes.conditions}>
      <TraceNodeRow node={node} />
    </ul>
  );
}

function TraceNodeRow({ node }: { node: TraceNode }) {
  return node.kind === "condition" ? <ConditionRow node={node} /> : <GroupRow node={node} />;
}

function GroupRow({ node }: { node: TraceNode }) {
  const kind = node.kind === "condition" ? "all" : node.kind;
  return (
    <li>
      <div className={classes.condition}>
        <VerdictMark verdict={node.verdict} label={strings.trace.condition[node.verdict]} />
        <span className={classes.groupName}>{strings.trace.group[kind]}</span>
      </div>
      <ul className={classes.children}>
        {(node.children ?? []).map((child) => (
          <TraceNodeRow key={child.pointer} node={child} />
        ))}
      </ul>
    </li>
  );
}

function ConditionRow({ node }: { node: TraceNode }) {
  const matched = node.matched ?? [];
  return (
    <li>
      <div className={classes.condition}>
        <VerdictMark verdict={node.verdict} label={strings.trace.condition[node.verdict]} />
        <span className={classes.sentence}>{node.sentence}</span>
        <ValueRead node={node} />
      </div>
      {matched.map((item) => (
        <Matched key={item.list} item={item} />
      ))}
    </li>
  );
}

function ValueRead({ node }: { node: TraceNode }) {
  const { attribute, label } = useAttributes();
  if (node.attribute === undefined) return null;
  const isMissing = node.actual === null || node.actual === undefined;
  return (
    <span className={classes.read}>
      <span className={classes.readLabel}>{label(node.attribute)}</span>{" "}
      <span className={isMissing ? classes.missing : classes.value}>
        {formatAttributeValue(node.actual, attribute(node.attribute))}
      </span>
    </span>
  );
}

/** Which item it was is not known where a match was only claimed, as in a try. */
function Matched({ item }: { item: MatchedItem }) {
  if (item.item_value === null) return null;
  return (
    <div className={classes.matched}>
      {strings.trace.matchedItem}{" "}
      <Anchor component={Link} to={paths.list(item.list)} ff="monospace" size="sm">
        {item.item_value}
      </Anchor>
    </div>
  );
}
