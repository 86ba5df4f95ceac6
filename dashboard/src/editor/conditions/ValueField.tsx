// The value of a condition, by the type of its attribute and what its operator takes.
import type { CatalogueAttribute, CatalogueOperator } from "@/api/types.ts";
import { strings } from "@/strings/index.ts";
import { useEditor } from "../context.ts";
import type { JsonValue } from "../model/model.ts";
import type { RemarkLine } from "../RemarkList.tsx";
import { CodeField } from "../values/CodeField.tsx";
import { ListField } from "../values/ListField.tsx";
import { NumberField } from "../values/NumberField.tsx";
import { PairField } from "../values/PairField.tsx";

interface ValueFieldProps {
  id: string;
  attribute: CatalogueAttribute;
  operator: CatalogueOperator;
  value: JsonValue | undefined;
  remarks: readonly RemarkLine[];
  onChange: (value: JsonValue | undefined) => void;
  onLeave: () => void;
}

export function ValueField({ operator, onLeave, ...props }: ValueFieldProps) {
  const { lists } = useEditor();
  switch (operator.takes) {
    case "none":
      return null;
    case "list":
    case "lists":
      return <ListField {...props} lists={lists} many={operator.takes === "lists"} />;
    case "many":
      return <CodeField {...props} many />;
    case "pair":
      return <PairField {...props} onLeave={onLeave} />;
    case "one":
      return <SingleField {...props} onLeave={onLeave} />;
  }
}

function SingleField({ onLeave, ...props }: Omit<ValueFieldProps, "operator">) {
  const { lists } = useEditor();
  switch (props.attribute.type) {
    case "number":
    case "whole_number": {
      const value = typeof props.value === "number" ? props.value : undefined;
      const label = strings.editor.conditions.value;
      return <NumberField {...props} label={label} value={value} onLeave={onLeave} />;
    }
    case "code":
      return <CodeField {...props} many={false} />;
    case "list_set":
      return <ListField {...props} lists={lists} many={false} />;
  }
}
