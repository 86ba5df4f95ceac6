import { Button, Group, Radio, Stack, Textarea, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { catalogueQuery } from "@/api/queries/catalogue.ts";
import { createList, LISTS_KEY } from "@/api/queries/lists.ts";
import type { Catalogue, ListType } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { FormProblem } from "@/components/FormProblem.tsx";
import { focusFirstError, useFormProblem } from "@/components/form-problem.ts";
import { Page } from "@/components/Page.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { RadioCard } from "@/components/RadioCard.tsx";
import { strings } from "@/strings/index.ts";
import { isKey, keyOfName } from "./key.ts";

const FIELDS = {
  "/name": "name",
  "/key": "key",
  "/type": "type",
  "/field": "field",
  "/description": "description",
};
const text = strings.newList;
const needed = strings.common.required;

export default function NewListPage() {
  const catalogue = useQuery(catalogueQuery);
  return (
    <Page title={text.title} back={{ to: paths.lists, label: strings.list.back }} width="narrow">
      <QueryView query={catalogue} lines={4}>
        {({ list_types }) => <NewListForm types={list_types} />}
      </QueryView>
    </Page>
  );
}

/** Keys of the catalogue are the types of the contract. */
type Values = {
  name: string;
  key: string;
  type: ListType | "";
  field: string;
  description: string;
};

function NewListForm({ types }: { types: Catalogue["list_types"] }) {
  const takesField = (type: string) => types.find(({ key }) => key === type)?.takes_field ?? false;
  const form = useForm<Values>({
    initialValues: { name: "", key: "", type: "", field: "", description: "" },
    validate: {
      name: isNotEmpty(needed),
      key: (key) => (key === "" || isKey(key) ? null : text.keyInvalid),
      type: isNotEmpty(needed),
      field: (field, { type }) => (takesField(type) && field.trim() === "" ? needed : null),
    },
  });
  const [ownKey, setOwnKey] = useState(false);
  const problem = useFormProblem(form, FIELDS);
  const create = useCreateList(problem);
  const submit = form.onSubmit(({ name, key, type, field, description }) => {
    if (type === "") return;
    create.mutate({
      name: name.trim(),
      type,
      ...(takesField(type) ? { field: field.trim() } : {}),
      ...(key === "" ? {} : { key }),
      ...(description.trim() === "" ? {} : { description: description.trim() }),
    });
  }, focusFirstError(form));
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <FormProblem messages={problem.messages} title={text.failed} />
        <TextInput
          label={text.name}
          description={text.nameHint}
          autoFocus
          maxLength={200}
          {...form.getInputProps("name")}
          onChange={(event) => {
            const name = event.currentTarget.value;
            form.setFieldValue("name", name);
            if (!ownKey) form.setFieldValue("key", keyOfName(name));
          }}
        />
        <TextInput
          label={text.key}
          description={text.keyHint}
          spellCheck={false}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          {...form.getInputProps("key")}
          onChange={(event) => {
            setOwnKey(event.currentTarget.value !== "");
            form.setFieldValue("key", event.currentTarget.value);
          }}
        />
        <Radio.Group label={text.type} description={text.typeHint} {...form.getInputProps("type")}>
          <Stack gap="xs" mt="xs">
            {types.map(({ key, label, description, item_example }) => (
              <RadioCard
                key={key}
                value={key}
                label={label}
                description={`${description} ${text.example(item_example)}`}
              />
            ))}
          </Stack>
        </Radio.Group>
        {takesField(form.values.type) && (
          <TextInput
            label={text.field}
            description={text.fieldHint}
            placeholder={text.fieldExample}
            spellCheck={false}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
            {...form.getInputProps("field")}
          />
        )}
        <Textarea
          label={`${text.description} (${strings.common.optional})`}
          autosize
          minRows={2}
          {...form.getInputProps("description")}
        />
        <Group justify="flex-end">
          <Button component={Link} to={paths.lists} variant="default">
            {strings.common.cancel}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {text.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function useCreateList(problem: ReturnType<typeof useFormProblem>) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: createList,
    onMutate: problem.clear,
    onSuccess: ({ id }) => {
      void queries.invalidateQueries({ queryKey: LISTS_KEY });
      void navigate(paths.list(id));
    },
    onError: problem.show,
  });
}
