// One's own account: who, the password, and where one is signed in.
import { Stack } from "@mantine/core";
import { useSession } from "@/app/session.ts";
import { Facts } from "@/components/Facts.tsx";
import { Page } from "@/components/Page.tsx";
import { Section } from "@/components/Section.tsx";
import { strings } from "@/strings/index.ts";
import { PasswordSection } from "./PasswordSection.tsx";
import { SessionsSection } from "./SessionsSection.tsx";

const text = strings.account;

export default function AccountPage() {
  const { member } = useSession();
  return (
    <Page title={text.title} intro={text.intro}>
      <Stack gap="lg">
        <Section title={text.about}>
          <Facts
            facts={[
              { name: text.name, value: member.name },
              { name: text.email, value: member.email },
              {
                name: text.role,
                value: strings.common.role[member.role],
                note: strings.people.roleMeaning[member.role],
              },
            ]}
          />
        </Section>
        <PasswordSection email={member.email} />
        <SessionsSection />
      </Stack>
    </Page>
  );
}
