// What was sent about the person, the session and the inquiry itself.
import { Code, Text } from "@mantine/core";
import type { Inquiry } from "@/api/types.ts";
import { type Fact, Facts } from "@/components/Facts.tsx";
import { Section } from "@/components/Section.tsx";
import { Time } from "@/components/Time.tsx";
import { countryWithCode } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";

const FIELD_ORDER = [
  "name_first",
  "name_last",
  "birthdate",
  "email_address",
  "phone_number",
  "address_country_code",
  "address_subdivision",
];

export function WhoSection({ inquiry }: { inquiry: Inquiry }) {
  const place = (key: string) => {
    const index = FIELD_ORDER.indexOf(key);
    return index < 0 ? FIELD_ORDER.length : index;
  };
  const facts = Object.entries(inquiry.fields)
    .sort(([a], [b]) => place(a) - place(b))
    .map(
      ([key, value]): Fact => ({
        name: strings.inquiry.field(key),
        value: key === "address_country_code" ? countryWithCode(value) : value,
      }),
    );
  return (
    <Section title={strings.inquiry.who}>
      {facts.length === 0 ? (
        <Text c="dimmed">
          {inquiry.erased_at === null ? strings.inquiry.noFields : strings.inquiry.erasedFields}
        </Text>
      ) : (
        <Facts facts={facts} />
      )}
    </Section>
  );
}

const SESSION_KEYS = [
  "ip_address",
  "user_agent",
  "browser_fingerprint",
  "device_fingerprint",
] as const;

export function SessionSection({ session }: { session: Inquiry["session"] }) {
  const facts: Fact[] = [];
  for (const key of SESSION_KEYS) {
    const value = session[key];
    if (value) facts.push({ name: strings.inquiry.sessionField[key], value });
  }
  if (facts.length === 0) return null;
  return (
    <Section title={strings.inquiry.session}>
      <Facts facts={facts} />
    </Section>
  );
}

export function DetailsSection({ inquiry }: { inquiry: Inquiry }) {
  const facts: Fact[] = [{ name: strings.inquiry.id, value: <Code>{inquiry.id}</Code> }];
  if (inquiry.reference_id)
    facts.push({ name: strings.inquiry.reference, value: inquiry.reference_id });
  if (inquiry.template) facts.push({ name: strings.inquiry.template, value: inquiry.template });
  facts.push({ name: strings.inquiry.created, value: <Time at={inquiry.created_at} /> });
  if (inquiry.completed_at) {
    facts.push({ name: strings.inquiry.completed, value: <Time at={inquiry.completed_at} /> });
  }
  return (
    <Section title={strings.inquiry.details}>
      <Facts facts={facts} />
    </Section>
  );
}
