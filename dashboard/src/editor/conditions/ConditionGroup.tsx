// All of, any of, none of: a group of conditions and of further groups.
import { ActionIcon, Button, NativeSelect, Text, Tooltip } from "@mantine/core";
import { IconBracketsContain, IconX } from "@tabler/icons-react";
import { strings } from "@/strings/index.ts";
import { elementId, useEditor } from "../context.ts";
import { EDITABLE_LEVELS, insertMember, setMode, writtenDepth } from "../model/conditions.ts";
import { type ConditionTree, GROUP_MODES, type GroupMode, type GroupNode } from "../model/model.ts";
import { type Remark, remarksOnNode } from "../model/remarks.ts";
import type { Suggestion } from "../model/suggestions.ts";
import { RemarkList } from "../RemarkList.tsx";
import { ConditionPicker } from "./ConditionPicker.tsx";
import { ConditionRow } from "./ConditionRow.tsx";
import classes from "./conditions.module.css";

const words = strings.editor.conditions;

interface ConditionGroupProps {
  route: string;
  /** The route's whole tree, to see what still fits into it. */
  root: GroupNode;
  group: GroupNode;
  /** 1 at the top of the route. */
  level: number;
  remarks: readonly Remark[];
  /** Why no further condition fits into this route; null while one does. */
  fullBecause: string | null;
}

export function ConditionGroup(props: ConditionGroupProps) {
  const { route, group, level, remarks, fullBecause } = props;
  const { perform, session, focusNext, announce } = useEditor();
  const mayNest = useFits()(insertMember(props.root, group.key, emptyGroup("")));
  const add = ({ attribute, operator, value }: Suggestion, label: string) => {
    const key = session.ids.nodeKey();
    const head = {
      kind: "condition",
      key,
      attribute: attribute.key,
      operator: operator.key,
    } as const;
    const condition = value === undefined ? head : { ...head, value };
    perform({ kind: "add_condition", route, group: group.key, condition });
    const isWhole = value !== undefined || operator.takes === "none";
    focusNext(isWhole ? elementId.picker(group.key) : elementId.value(key));
    announce(isWhole ? words.addedWhole(label) : words.added(label));
  };
  const addGroup = () => {
    const key = session.ids.nodeKey();
    perform({ kind: "add_group", route, group: group.key, key, mode: "any" });
    focusNext(elementId.picker(key));
  };
  const remove = (node: string) => {
    perform({ kind: "remove_condition", route, node });
    focusNext(elementId.picker(group.key));
    announce(words.removed);
  };
  return (
    <fieldset className={classes.group} data-level={level}>
      <legend className={classes.legend}>{words.group(group.mode)}</legend>
      <GroupHead {...props} />
      {group.members.length === 0 && level > 1 && (
        <Text size="sm" c="dimmed">
          {words.emptyGroup}
        </Text>
      )}
      <ul className={classes.members}>
        {group.members.map((member, index) => (
          <li key={member.key} className={classes.member}>
            {index > 0 && <span className={classes.joint}>{words.joint[group.mode]}</span>}
            <Member {...props} member={member} position={index + 1} onRemove={remove} />
          </li>
        ))}
      </ul>
      <div className={classes.adders}>
        <ConditionPicker group={group.key} disabledBecause={fullBecause} onPick={add} />
        {level < EDITABLE_LEVELS && mayNest && (
          <Button
            variant="subtle"
            color="gray"
            leftSection={<IconBracketsContain size={16} aria-hidden="true" />}
            disabled={fullBecause !== null}
            onClick={addGroup}
          >
            {words.addGroup}
          </Button>
        )}
      </div>
      <RemarkList remarks={remarksOnNode(remarks, group.key)} />
    </fieldset>
  );
}

/** Whether a tree is within the depth that a document may have; a deeper one would not be kept. */
function useFits(): (root: GroupNode) => boolean {
  const { catalogue } = useEditor();
  const most = catalogue.limits.depth ?? Number.POSITIVE_INFINITY;
  return (root) => writtenDepth(root) <= most;
}

function emptyGroup(key: string): GroupNode {
  return { kind: "group", key, mode: "any", form: "plain", members: [] };
}

function GroupHead({ route, root, group, level }: ConditionGroupProps) {
  const { perform, focusNext, announce } = useEditor();
  const fits = useFits();
  const data = GROUP_MODES.map((mode) => ({
    value: mode,
    label: words.mode[mode],
    disabled: mode !== group.mode && !fits(setMode(root, group.key, mode)),
  }));
  return (
    <div className={classes.groupHead}>
      <NativeSelect
        size="xs"
        aria-label={words.match}
        value={group.mode}
        data={data}
        onChange={(event) => {
          const mode = event.currentTarget.value as GroupMode;
          perform({ kind: "set_group_mode", route, group: group.key, mode });
        }}
      />
      {level > 1 && (
        <Tooltip label={words.removeGroup}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={words.removeGroup}
            onClick={() => {
              perform({ kind: "remove_condition", route, node: group.key });
              focusNext(elementId.picker(root.key));
              announce(words.removed);
            }}
          >
            <IconX size={16} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
}

function Member(
  props: ConditionGroupProps & {
    member: ConditionTree;
    position: number;
    onRemove: (node: string) => void;
  },
) {
  const { member, level, onRemove } = props;
  switch (member.kind) {
    case "condition":
      return (
        <ConditionRow
          route={props.route}
          node={member}
          position={props.position}
          remarks={props.remarks}
          onRemove={() => onRemove(member.key)}
        />
      );
    case "group":
      if (level < EDITABLE_LEVELS) {
        return <ConditionGroup {...props} group={member} level={level + 1} />;
      }
      return <ReadOnlyPart {...props} onRemove={() => onRemove(member.key)} />;
    case "opaque":
      return <ReadOnlyPart {...props} onRemove={() => onRemove(member.key)} />;
  }
}

/** What cannot be edited here is shown in the engine's words, and stays as it is. */
function ReadOnlyPart(props: {
  member: ConditionTree;
  remarks: readonly Remark[];
  onRemove: () => void;
}) {
  const { view } = useEditor();
  return (
    <div className={classes.readOnly}>
      <div>
        <Text>{view.sentences.get(props.member.key) ?? words.notExplained}</Text>
        <Text size="sm" c="dimmed">
          {words.readOnlyPart}
        </Text>
        <RemarkList remarks={remarksOnNode(props.remarks, props.member.key)} />
      </div>
      <ActionIcon variant="subtle" color="gray" aria-label={words.remove} onClick={props.onRemove}>
        <IconX size={16} aria-hidden="true" />
      </ActionIcon>
    </div>
  );
}
