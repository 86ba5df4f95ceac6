// An inquiry by hand: for trying a workflow without connecting any system.
import { Button, Group, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { type UseFormReturnType, useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { Link, useNavigate } from "react-router";
import {
  completeInquiry,
  createInquiry,
  INQUIRIES_KEY,
  inquiryQuery,
} from "@/api/queries/inquiries.ts";
import { paths } from "@/app/paths.ts";
import { CountrySelect } from "@/components/CountrySelect.tsx";
import { FormProblem } from "@/components/FormProblem.tsx";
import { focusFirstError, useFormProblem } from "@/components/form-problem.ts";
import { Page } from "@/components/Page.tsx";
import { Section } from "@/components/Section.tsx";
import { strings } from "@/strings/index.ts";
import {
  bodyOf,
  EMPTY_VALUES,
  FIELD_OF_POINTER,
  isCount,
  isScore,
  type NewInquiryValues,
} from "./body.ts";

const text = strings.newInquiry;

export default function NewInquiryPage() {
  const navigate = useNavigate();
  const queries = useQueryClient();
  // Created, but completing it failed: the next try goes on with it instead of making another.
  const created = useRef<string | null>(null);
  const form = useForm<NewInquiryValues>({
    initialValues: EMPTY_VALUES,
    validate: {
      document_similarity_score: (value) => (isScore(value) ? null : text.scoreRange),
      liveness_check_score: (value) => (isScore(value) ? null : text.scoreRange),
      failed_verification_attempts: (value) => (isCount(value) ? null : text.attemptsRange),
    },
  });
  const problem = useFormProblem(form, FIELD_OF_POINTER);
  const create = useMutation({
    mutationFn: async (values: NewInquiryValues) => {
      const body = bodyOf(values, new Date());
      if (created.current !== null) return completeInquiry(created.current, body);
      const { id } = await createInquiry(body);
      created.current = id;
      return completeInquiry(id);
    },
    onMutate: problem.clear,
    onSuccess: (inquiry) => {
      queries.setQueryData(inquiryQuery(inquiry.id).queryKey, inquiry);
      void queries.invalidateQueries({ queryKey: INQUIRIES_KEY });
      void navigate(paths.inquiry(inquiry.id));
    },
    onError: problem.show,
  });
  const submit = form.onSubmit((values) => create.mutate(values), focusFirstError(form));
  return (
    <Page
      title={text.title}
      intro={text.intro}
      back={{ to: paths.inquiries, label: strings.inquiry.back }}
      width="narrow"
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <FormProblem messages={problem.messages} title={text.failed} />
          <PersonFields form={form} />
          <CheckFields form={form} />
          <SessionFields form={form} />
          <Group justify="flex-end">
            <Button component={Link} to={paths.inquiries} variant="default">
              {strings.common.cancel}
            </Button>
            <Button type="submit" loading={create.isPending}>
              {text.submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Page>
  );
}

type Form = Pick<UseFormReturnType<NewInquiryValues>, "getInputProps" | "setFieldValue">;

function PersonFields({ form }: { form: Form }) {
  const name = strings.inquiry.field;
  return (
    <Section title={text.person}>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput label={name("name_first")} {...form.getInputProps("name_first")} />
        <TextInput label={name("name_last")} {...form.getInputProps("name_last")} />
        <TextInput label={name("birthdate")} type="date" {...form.getInputProps("birthdate")} />
        <TextInput
          label={name("email_address")}
          type="email"
          {...form.getInputProps("email_address")}
        />
        <CountrySelect
          label={name("address_country_code")}
          placeholder={text.noCountry}
          {...form.getInputProps("address_country_code")}
          onChange={(code) => form.setFieldValue("address_country_code", code ?? "")}
        />
        <TextInput
          label={name("address_subdivision")}
          description={text.subdivisionHint}
          inputWrapperOrder={["label", "input", "description", "error"]}
          {...form.getInputProps("address_subdivision")}
        />
      </SimpleGrid>
    </Section>
  );
}

function CheckFields({ form }: { form: Form }) {
  const scores = [
    ["document_similarity_score", text.similarity],
    ["liveness_check_score", text.liveness],
  ] as const;
  return (
    <Section title={text.check}>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {scores.map(([key, label]) => (
          <TextInput
            key={key}
            label={label}
            description={text.scoreHint}
            inputMode="decimal"
            inputWrapperOrder={["label", "input", "description", "error"]}
            {...form.getInputProps(key)}
          />
        ))}
        <TextInput
          label={text.failedAttempts}
          inputMode="numeric"
          {...form.getInputProps("failed_verification_attempts")}
        />
      </SimpleGrid>
    </Section>
  );
}

function SessionFields({ form }: { form: Form }) {
  return (
    <Section title={text.session}>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          label={text.ipAddress}
          description={text.ipHint}
          inputWrapperOrder={["label", "input", "description", "error"]}
          {...form.getInputProps("ip_address")}
        />
        <TextInput
          label={text.reference}
          description={text.referenceHint}
          inputWrapperOrder={["label", "input", "description", "error"]}
          {...form.getInputProps("reference_id")}
        />
      </SimpleGrid>
    </Section>
  );
}
