import { Button, Stack, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { sentence } from "@/api/problem.ts";
import { addItem, listQuery } from "@/api/queries/lists.ts";
import type { List } from "@/api/types.ts";
import { FormProblem } from "@/components/FormProblem.tsx";
import { focusFirstError, useFormProblem } from "@/components/form-problem.ts";
import { notifyDone } from "@/components/notify.tsx";
import { Section } from "@/components/Section.tsx";
import { strings } from "@/strings/index.ts";

const FIELDS = { "/value": "value", "/note": "note" };

type AddItemFormProps = { list: List; example: string | undefined };

/** Stays ready for the next value after each one. */
export function AddItemForm({ list, example }: AddItemFormProps) {
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { value: "", note: "" },
    validate: { value: isNotEmpty(strings.common.required) },
  });
  const problem = useFormProblem(form, FIELDS);
  const add = useMutation({
    mutationFn: ({ value, note }: { value: string; note: string }) =>
      addItem(list.id, note === "" ? { value } : { value, note }),
    onMutate: problem.clear,
    onSuccess: ({ item, isNew }) => {
      const value = item.value ?? strings.list.erasedValue;
      const said = isNew ? strings.list.added(value) : strings.list.already(value);
      notifyDone([said, ...(item.warnings ?? []).map(sentence)].join(" "));
      form.reset();
      form.getInputNode("value")?.focus();
      return queries.invalidateQueries({ queryKey: listQuery(list.id).queryKey });
    },
    onError: problem.show,
  });
  const submit = form.onSubmit(
    ({ value, note }) => add.mutate({ value: value.trim(), note: note.trim() }),
    focusFirstError(form),
  );
  return (
    <Section title={strings.list.addHeading}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <FormProblem messages={problem.messages} />
          <TextInput
            label={strings.list.value}
            placeholder={example}
            autoComplete="off"
            spellCheck={false}
            {...form.getInputProps("value")}
          />
          <TextInput
            label={`${strings.list.note} (${strings.common.optional})`}
            placeholder={strings.list.notePlaceholder}
            {...form.getInputProps("note")}
          />
          <Button type="submit" loading={add.isPending}>
            {strings.list.addItem}
          </Button>
        </Stack>
      </form>
    </Section>
  );
}
