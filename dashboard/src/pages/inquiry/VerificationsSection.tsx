import type { Verification } from "@/api/types.ts";
import { type Fact, Facts } from "@/components/Facts.tsx";
import { Section } from "@/components/Section.tsx";
import { countryName } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";

export function VerificationsSection({
  verifications,
}: {
  verifications: readonly Verification[];
}) {
  if (verifications.length === 0) return null;
  return (
    <Section title={strings.inquiry.verifications}>
      <Facts facts={verifications.map(factOf)} />
    </Section>
  );
}

function factOf(verification: Verification): Fact {
  const { document_similarity_score: similarity, liveness_check_score: liveness } = verification;
  const notes: string[] = [];
  if (verification.country_code) notes.push(countryName(verification.country_code));
  if (typeof similarity === "number") notes.push(strings.inquiry.similarity(similarity));
  if (typeof liveness === "number") notes.push(strings.inquiry.liveness(liveness));
  for (const check of verification.checks ?? []) {
    if (check.status === "failed") notes.push([check.name, ...(check.reasons ?? [])].join(": "));
  }
  return {
    name: strings.inquiry.verificationKind[verification.kind],
    value: strings.inquiry.verificationStatus[verification.status],
    ...(notes.length > 0 ? { note: notes.join(" · ") } : {}),
  };
}
