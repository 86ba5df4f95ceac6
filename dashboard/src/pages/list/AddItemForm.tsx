import { Button, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { sentence } from "@/api/problem.ts";
import { addItem, listQuery } from "@/api/queries/lists.ts";
import type { CatalogueItemPart, List, NewItem } from "@/api/types.ts";
import { FormProblem } from "@/components/FormProblem.tsx";
import { focusFirstError, useFormProblem } from "@/components/form-problem.ts";
import { ItemsImpact } from "@/components/items-impact/ItemsImpact.tsx";
import { useMayAskImpact } from "@/components/items-impact/use-may-ask.ts";
import { notifyDone } from "@/components/notify.tsx";
import { Section } from "@/components/Section.tsx";
import { strings } from "@/strings/index.ts";
import {
  bodyOfFields,
  emptyFields,
  fieldsOfPointers,
  type ItemFields,
  NOTE,
  problemsOf,
} from "./item-fields.ts";

/** Somebody who types on does not want the answer before. */
const SETTLED_MS = 400;

type AddItemFormProps = { list: List; parts: readonly CatalogueItemPart[] };

/** Stays ready for the next item after each one. */
export function AddItemForm({ list, parts }: AddItemFormProps) {
  const queries = useQueryClient();
  const form = useForm<ItemFields>({
    initialValues: emptyFields(parts),
    validate: (fields) => problemsOf(parts, fields),
  });
  const problem = useFormProblem(form, fieldsOfPointers(parts));
  const add = useMutation({
    mutationFn: (body: NewItem) => addItem(list.id, body),
    onMutate: problem.clear,
    onSuccess: ({ item, isNew }) => {
      const text = item.text ?? strings.list.erasedValue;
      const said = isNew ? strings.list.added(text) : strings.list.already(text);
      notifyDone([said, ...(item.warnings ?? []).map(sentence)].join(" "));
      form.reset();
      form.getInputNode(parts[0]?.key ?? NOTE)?.focus();
      return queries.invalidateQueries({ queryKey: listQuery(list.id).queryKey });
    },
    onError: problem.show,
  });
  const submit = form.onSubmit(
    (fields) => add.mutate(bodyOfFields(parts, fields)),
    focusFirstError(form),
  );
  return (
    <Section title={strings.list.addHeading}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <FormProblem messages={problem.messages} />
          {parts.map((part) => (
            <TextInput
              key={part.key}
              label={part.optional ? optional(part.label) : part.label}
              description={part.hint}
              placeholder={part.example}
              inputMode={part.type === "number" ? "decimal" : "text"}
              autoComplete="off"
              spellCheck={false}
              {...form.getInputProps(part.key)}
            />
          ))}
          <TextInput
            label={optional(strings.list.note)}
            placeholder={strings.list.notePlaceholder}
            {...form.getInputProps(NOTE)}
          />
          <ItemImpact list={list.id} parts={parts} fields={form.values} />
          <Button type="submit" loading={add.isPending}>
            {strings.list.addItem}
          </Button>
        </Stack>
      </form>
    </Section>
  );
}

type ItemImpactProps = { list: string; parts: readonly CatalogueItemPart[]; fields: ItemFields };

/** As soon as something could be added, what that would change. */
function ItemImpact({ list, parts, fields }: ItemImpactProps) {
  const [settled] = useDebouncedValue(fields, SETTLED_MS);
  const ready = [settled, fields].every(
    (read) => Object.keys(problemsOf(parts, read)).length === 0,
  );
  const asks = useMayAskImpact() && parts.length > 0 && ready;
  // A note changes nothing.
  const item = bodyOfFields(parts, { ...settled, [NOTE]: "" });
  // What is known of the item before says nothing of the one that stands there now.
  const isOfAnother = parts.some(({ key }) => fields[key] !== settled[key]);
  if (!asks) return null;
  return <ItemsImpact subject={{ list, add: item }} isOfAnother={isOfAnother} />;
}

function optional(label: string): string {
  return `${label} (${strings.common.optional})`;
}
