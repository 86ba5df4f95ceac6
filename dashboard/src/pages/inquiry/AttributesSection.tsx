// The typed facts that conditions test, with where each came from, and the lists that matched.
import { Anchor, Text } from "@mantine/core";
import { Link } from "react-router";
import type { AttributeValue, Inquiry, Verification } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { formatAttributeValue } from "@/components/attribute-value.ts";
import { type Fact, Facts } from "@/components/Facts.tsx";
import { Section } from "@/components/Section.tsx";
import { useAttributes, useCatalogue } from "@/components/use-catalogue.ts";
import { strings } from "@/strings/index.ts";

const LIST_MATCHES = "list_matches";

export function AttributesSection({ inquiry }: { inquiry: Inquiry }) {
  const { attribute, label } = useAttributes();
  const order = (useCatalogue()?.attributes ?? []).map(({ key }) => key);
  const place = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  const facts = Object.entries(inquiry.attributes)
    .filter(([key]) => key !== LIST_MATCHES)
    .sort(([a], [b]) => place(a) - place(b))
    .map(
      ([key, entry]): Fact => ({
        name: label(key),
        value: formatAttributeValue(entry.value, attribute(key)),
        note: originOf(entry, inquiry.verifications),
      }),
    );
  const matches = inquiry.attributes[LIST_MATCHES];
  if (matches) {
    facts.push({ name: strings.inquiry.listMatches, value: <ListMatches value={matches.value} /> });
  }
  return (
    <Section title={strings.inquiry.attributes}>
      {facts.length === 0 ? (
        <Text c="dimmed">{strings.inquiry.noAttributes}</Text>
      ) : (
        <Facts facts={facts} />
      )}
    </Section>
  );
}

/** `from` names a field, or a verification by its id. */
function originOf(
  { origin, from }: AttributeValue,
  verifications: readonly Verification[],
): string {
  if (origin === "sent") return strings.inquiry.sent;
  if (!from) return strings.inquiry.derived;
  const verification = verifications.find(({ id }) => id === from);
  return verification
    ? strings.inquiry.derivedFromVerification(verification.kind)
    : strings.inquiry.derivedFrom(from);
}

function ListMatches({ value }: { value: unknown }) {
  const matches = Array.isArray(value) ? value.filter(isListMatch) : [];
  if (matches.length === 0) return strings.inquiry.noListMatches;
  return matches.map((match) => (
    <div key={match.list}>
      <Anchor component={Link} to={paths.list(match.list)}>
        {match.list_name}
      </Anchor>
      {match.item_value !== null && (
        <Text size="xs" c="dimmed">
          {strings.inquiry.matchedBy} <span>{match.item_value}</span>
        </Text>
      )}
    </div>
  ));
}

/** What is shown of a match. The contract leaves the values of attributes open, so this looks itself. */
type ListMatch = { list: string; list_name: string; item_value: string | null };

function isListMatch(value: unknown): value is ListMatch {
  if (typeof value !== "object" || value === null) return false;
  const { list, list_name, item_value } = value as Partial<Record<keyof ListMatch, unknown>>;
  const hasItem = item_value === null || typeof item_value === "string";
  return typeof list === "string" && typeof list_name === "string" && hasItem;
}
