// Three ways to say which inquiry to try: a small form, JSON, or a recent one.
import { Select, Text, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { CatalogueAttribute, Inquiry, InquiryBody } from "@/api/types.ts";
import { QueryView } from "@/components/QueryView.tsx";
import type { JsonValue } from "@/editor/model/model.ts";
import { recentInquiriesQuery } from "@/editor/queries.ts";
import { CodeField } from "@/editor/values/CodeField.tsx";
import { ListField } from "@/editor/values/ListField.tsx";
import { NumberField } from "@/editor/values/NumberField.tsx";
import { formatDateTime } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import { bodyOf, readBody } from "./inquiry-body.ts";
import { useWorkflowPage } from "./page-data.ts";
import classes from "./workflow.module.css";

const words = strings.editor.page.attempt;

interface SourceProps {
  /** Null: there is nothing to try yet. */
  onChange: (inquiry: InquiryBody | null) => void;
}

export function FormSource({ onChange }: SourceProps) {
  const { catalogue } = useWorkflowPage();
  const [attributes, setAttributes] = useState<Record<string, JsonValue>>({});
  const change = (key: string, value: JsonValue | undefined) => {
    const { [key]: _, ...others } = attributes;
    const next = value === undefined ? others : { ...others, [key]: value };
    setAttributes(next);
    onChange({ attributes: next });
  };
  return (
    <div className={classes.fields}>
      <Text size="sm" c="dimmed">
        {words.form}
      </Text>
      {catalogue.attributes.map((attribute) => (
        <AttributeField
          key={attribute.key}
          attribute={attribute}
          value={attributes[attribute.key]}
          onChange={(value) => change(attribute.key, value)}
        />
      ))}
    </div>
  );
}

function AttributeField(props: {
  attribute: CatalogueAttribute;
  value: JsonValue | undefined;
  onChange: (value: JsonValue | undefined) => void;
}) {
  const { attribute, value } = props;
  const { lists } = useWorkflowPage();
  const id = `try-${attribute.key}`;
  const common = { ...props, id, label: attribute.label };
  switch (attribute.type) {
    case "number":
    case "whole_number":
      return (
        <NumberField {...common} showLabel value={typeof value === "number" ? value : undefined} />
      );
    case "code":
      return <CodeField {...common} many={false} clearable />;
    case "list_set":
      return <ListField {...common} lists={lists} many />;
  }
}

export function JsonSource({ start, onChange }: SourceProps & { start: InquiryBody | null }) {
  const [text, setText] = useState(start ? JSON.stringify(start, null, 2) : "");
  const read = readBody(text);
  const error =
    read.kind === "not_json"
      ? words.jsonInvalid(read.detail)
      : read.kind === "not_object"
        ? words.jsonNotObject
        : undefined;
  return (
    <Textarea
      label={words.json}
      description={words.jsonHint}
      placeholder={'{ "attributes": { "age": 17 } }'}
      value={text}
      error={error}
      autosize
      minRows={8}
      maxRows={24}
      spellCheck={false}
      data-own-undo
      styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setText(next);
        const body = readBody(next);
        onChange(body.kind === "body" ? body.body : null);
      }}
    />
  );
}

export function RecentSource({ onChange }: SourceProps) {
  const recent = useQuery(recentInquiriesQuery);
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <QueryView query={recent} lines={2}>
      {({ data }) =>
        data.length === 0 ? (
          <Text c="dimmed">{words.noRecent}</Text>
        ) : (
          <Select
            label={words.recent}
            placeholder={words.recentPlaceholder}
            searchable
            data={data.map((inquiry) => ({ value: inquiry.id, label: nameOf(inquiry) }))}
            value={chosen}
            onChange={(id) => {
              setChosen(id);
              const inquiry = data.find((one) => one.id === id);
              onChange(inquiry ? bodyOf(inquiry) : null);
            }}
          />
        )
      }
    </QueryView>
  );
}

function nameOf({ id, reference_id, status, created_at }: Inquiry): string {
  const parts = [reference_id ?? id, strings.common.status[status], formatDateTime(created_at)];
  return parts.join(" · ");
}
