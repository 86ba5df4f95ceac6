// One condition: attribute, comparison, value. The attribute's type decides what can be chosen.
import { ActionIcon, NativeSelect, Tooltip } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { CatalogueAttribute, CatalogueOperator } from "@/api/types.ts";
import { strings } from "@/strings/index.ts";
import { elementId, useEditor } from "../context.ts";
import { remarkProps } from "../field-remarks.tsx";
import { LensSlot, useLensFocus } from "../knowing/lens/LensSlot.tsx";
import { MissingLine } from "../knowing/MissingLine.tsx";
import type { ConditionNode } from "../model/model.ts";
import type { ConditionChange } from "../model/operations.ts";
import { type Remark, remarksOnNode } from "../model/remarks.ts";
import { changeAttribute, operatorsOf } from "../model/suggestions.ts";
import { convertValue } from "../model/values.ts";
import { RemarkList } from "../RemarkList.tsx";
import classes from "./conditions.module.css";
import { ValueField } from "./ValueField.tsx";

const words = strings.editor.conditions;

interface ConditionRowProps {
  route: string;
  node: ConditionNode;
  position: number;
  remarks: readonly Remark[];
  onRemove: () => void;
}

export function ConditionRow({ route, node, position, remarks, onRemove }: ConditionRowProps) {
  const { catalogue, perform, session } = useEditor();
  const attribute = catalogue.attributes.find(({ key }) => key === node.attribute);
  const operators = attribute ? operatorsOf(catalogue, attribute) : [];
  const operator = operators.find(({ key }) => key === node.operator);
  const mine = remarksOnNode(remarks, node.key);
  const { onAttribute, onOperator, onValue } = sortRemarks(mine);
  const hasValue = attribute && operator && operator.takes !== "none";
  const { isOpen, ...lensFocus } = useLensFocus();
  const change = (next: ConditionChange) =>
    perform({ kind: "change_condition", route, condition: node.key, change: next });
  return (
    <fieldset className={classes.condition} aria-label={words.condition(position)} {...lensFocus}>
      <NativeSelect
        id={elementId.attribute(node.key)}
        aria-label={words.attribute}
        {...remarkProps(onAttribute)}
        value={node.attribute ?? ""}
        data={withUnknown(catalogue.attributes, node.attribute)}
        onChange={(event) => {
          const next = catalogue.attributes.find(({ key }) => key === event.currentTarget.value);
          const changed = next && changeAttribute(catalogue, node, next);
          if (changed) change(changed);
        }}
      />
      <NativeSelect
        aria-label={words.operator}
        {...remarkProps(onOperator)}
        value={node.operator ?? ""}
        data={withUnknown(operators, node.operator)}
        onChange={(event) => {
          const next = operators.find(({ key }) => key === event.currentTarget.value);
          if (!next) return;
          change({ operator: next.key, value: convertValue(node.value, next.takes) });
        }}
      />
      <div className={classes.value}>
        {attribute && operator && (
          <ValueField
            key={`${attribute.key} ${operator.takes}`}
            id={elementId.value(node.key)}
            attribute={attribute}
            operator={operator}
            value={node.value}
            remarks={onValue}
            onChange={(value) => change({ value })}
            onLeave={() => session.seal()}
          />
        )}
      </div>
      <Tooltip label={words.remove}>
        <ActionIcon
          className={classes.remove}
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={words.removeNamed(position)}
          onClick={onRemove}
        >
          <IconX size={16} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
      <div className={classes.conditionRemarks}>
        {!hasValue && <RemarkList remarks={onValue} />}
      </div>
      <MissingLine route={route} node={node} />
      <LensSlot
        route={route}
        node={node}
        attribute={attribute}
        operator={operator}
        isOpen={isOpen}
      />
    </fieldset>
  );
}

function sortRemarks(remarks: readonly Remark[]) {
  const on = (field: "attribute" | "operator") =>
    remarks.filter(({ place }) => place.kind === "condition" && place.field === field);
  const [onAttribute, onOperator] = [on("attribute"), on("operator")];
  const rest = remarks.filter((one) => !onAttribute.includes(one) && !onOperator.includes(one));
  return { onAttribute, onOperator, onValue: rest };
}

/** Something the catalogue does not know any more stays visible, and can be changed. */
function withUnknown(
  known: readonly (CatalogueAttribute | CatalogueOperator)[],
  present: string | null,
): { value: string; label: string }[] {
  const options = known.map(({ key, label }) => ({ value: key, label }));
  if (present === null) return [{ value: "", label: words.chooseValue }, ...options];
  if (known.some(({ key }) => key === present)) return options;
  return [{ value: present, label: words.unknownAttribute(present) }, ...options];
}
