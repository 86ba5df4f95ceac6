// The fields of an opened route: name, *If inquiry*, *Then*.
import { NativeSelect, Text, TextInput, Title } from "@mantine/core";
import { strings } from "@/strings/index.ts";
import { ConditionGroup } from "../conditions/ConditionGroup.tsx";
import { elementId, useEditor } from "../context.ts";
import { remarkProps } from "../field-remarks.tsx";
import { LeftWords } from "../knowing/RouteCount.tsx";
import {
  countConditions,
  type DECISIONS,
  decisionOf,
  isDecision,
  type RouteModel,
} from "../model/model.ts";
import { type Remark, remarksOnNode, remarksOnRouteField } from "../model/remarks.ts";
import { type RemarkLine, RemarkList } from "../RemarkList.tsx";
import classes from "./routes.module.css";

const words = strings.editor;

export function RouteFields({ route, remarks }: { route: RouteModel; remarks: readonly Remark[] }) {
  const { catalogue, perform, session } = useEditor();
  const id = elementId.route(route.id);
  const onName = remarksOnRouteField(remarks, "name");
  const onIf = [
    ...remarksOnRouteField(remarks, "if"),
    ...remarksOnNode(remarks, route.condition.key),
  ];
  const most = catalogue.limits.conditions_per_route ?? Number.POSITIVE_INFINITY;
  const isFull = countConditions(route.condition) >= most;
  return (
    <div className={classes.fields}>
      <div>
        <TextInput
          id={elementId.routeName(route.id)}
          label={words.routes.name}
          placeholder={words.routes.namePlaceholder}
          value={route.name}
          maxLength={200}
          autoComplete="off"
          className={classes.nameField}
          {...remarkProps(onName)}
          onChange={(event) =>
            perform({ kind: "rename_route", route: route.id, name: event.currentTarget.value })
          }
          onBlur={() => session.seal()}
        />
        <LeftWords route={route.id} />
      </div>
      <section aria-labelledby={`${id}-if`}>
        <Title order={4} id={`${id}-if`} className={classes.fieldsHeading}>
          {words.conditions.heading}
        </Title>
        {route.condition.members.length === 0 && (
          <Text size="sm" c="dimmed" mb="xs">
            {words.conditions.emptyRoute}
          </Text>
        )}
        <ConditionGroup
          route={route.id}
          root={route.condition}
          group={route.condition}
          level={1}
          remarks={remarks}
          fullBecause={isFull ? words.conditions.limit(most) : null}
        />
        <RemarkList remarks={onIf} />
      </section>
      <section aria-labelledby={`${id}-then`}>
        <Title order={4} id={`${id}-then`} className={classes.fieldsHeading}>
          {words.conditions.then}
        </Title>
        <ActionField
          label={words.conditions.action}
          decision={decisionOf(route.actions)}
          remarks={remarksOnRouteField(remarks, "then")}
          onChange={(decision) => perform({ kind: "set_action", route: route.id, decision })}
        />
      </section>
      <RemarkList remarks={remarksOnRouteField(remarks, null)} />
    </div>
  );
}

export function ActionField(props: {
  label: string;
  decision: (typeof DECISIONS)[number] | null;
  remarks: readonly RemarkLine[];
  onChange: (decision: (typeof DECISIONS)[number]) => void;
}) {
  const { catalogue } = useEditor();
  const offered = catalogue.actions.filter(({ key }) => isDecision(key));
  const data = offered.map(({ key, label }) => ({ value: key, label }));
  const isUnset = props.decision === null;
  return (
    <div>
      <NativeSelect
        aria-label={props.label}
        className={classes.actionField}
        value={props.decision ?? ""}
        data={
          isUnset ? [{ value: "", label: strings.editor.conditions.chooseAction }, ...data] : data
        }
        {...remarkProps(props.remarks)}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          if (isDecision(chosen)) props.onChange(chosen);
        }}
      />
    </div>
  );
}
