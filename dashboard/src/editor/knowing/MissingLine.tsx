// Under a condition: how many past inquiries have no value for it, and the one press that takes them in.
import { Button } from "@mantine/core";
import { strings } from "@/strings/index.ts";
import { elementId, useEditor } from "../context.ts";
import { writtenDepth } from "../model/conditions.ts";
import { addMissing, isInsideNone, mayAddMissing } from "../model/missing.ts";
import { type ConditionNode, countConditions, findRoute } from "../model/model.ts";
import { attributeInSentence } from "./catalogue.ts";
import { useKnowing, useSayWithEffect } from "./context.ts";
import classes from "./knowing.module.css";

const words = strings.knowing.missing;

export function MissingLine({ route, node }: { route: string; node: ConditionNode }) {
  const { view, session, catalogue, perform, focusNext } = useEditor();
  const say = useSayWithEffect();
  const knowing = useKnowing();
  const missing = knowing?.unknown.get(node.key) ?? 0;
  const considered = knowing?.preview.answer?.considered ?? 0;
  const root = findRoute(view.history.present, route)?.condition;
  const attribute = catalogue.attributes.find(({ key }) => key === node.attribute);
  if (missing === 0 || considered === 0 || !root || !attribute) return null;
  const isList = attribute.type === "list_set";
  const most = catalogue.limits.conditions_per_route ?? Number.POSITIVE_INFINITY;
  const deepest = catalogue.limits.depth ?? Number.POSITIVE_INFINITY;
  const mayAdd =
    !isList &&
    attribute.operators.includes("is_missing") &&
    countConditions(root) < most &&
    mayAddMissing(root, node) &&
    writtenDepth(addMissing(root, node.key, { condition: "", group: "" })) <= deepest;
  const name = attributeInSentence(attribute.key, catalogue.attributes);
  const said = isList
    ? words.noLists
    : isInsideNone(root, node.key)
      ? words.neither
      : words.doNotMatch;
  const add = () => {
    const { ids } = session;
    const keys = { key: ids.nodeKey(), groupKey: ids.nodeKey() };
    perform({ kind: "add_missing", route, condition: node.key, ...keys });
    focusNext(elementId.attribute(node.key));
    say(words.added(name));
  };
  return (
    <div className={classes.missing}>
      <span>{said(missing, considered)}</span>
      {mayAdd && (
        <Button size="compact-xs" variant="default" aria-label={words.addLabel(name)} onClick={add}>
          {words.add}
        </Button>
      )}
    </div>
  );
}
