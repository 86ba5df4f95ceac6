// What to do next in an empty workspace; only what this person may do.
import { Text } from "@mantine/core";
import {
  IconChevronRight,
  IconKey,
  IconListDetails,
  IconRoute2,
  IconUserPlus,
  IconUsersGroup,
} from "@tabler/icons-react";
import { Link } from "react-router";
import type { Right } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { useMay } from "@/app/session.ts";
import { Page } from "@/components/Page.tsx";
import { strings } from "@/strings/index.ts";
import { ExampleOffer } from "./ExampleOffer.tsx";
import classes from "./WelcomePage.module.css";

type StepKey = keyof typeof strings.welcome.steps;

const STEPS: readonly { key: StepKey; to: string; right: Right; icon: typeof IconKey }[] = [
  { key: "workflow", to: paths.newWorkflow, right: "workflows.write", icon: IconRoute2 },
  { key: "list", to: paths.newList, right: "lists.write", icon: IconListDetails },
  { key: "inquiry", to: paths.newInquiry, right: "inquiries.write", icon: IconUserPlus },
  { key: "key", to: paths.newApiKey, right: "keys.manage", icon: IconKey },
  { key: "team", to: paths.inviteMember, right: "members.manage", icon: IconUsersGroup },
];

export default function WelcomePage() {
  const may = useMay();
  return (
    <Page title={strings.welcome.title} intro={strings.welcome.intro} width="narrow">
      {may("workspace.manage") && <ExampleOffer />}
      <ol className={classes.steps}>
        {STEPS.filter(({ right }) => may(right)).map(({ key, to, icon: Icon }) => (
          <li key={key} className={classes.step}>
            <Icon size={22} stroke={1.6} className={classes.icon} aria-hidden="true" />
            <div className={classes.words}>
              <Link to={to} className={classes.link}>
                {strings.welcome.steps[key].title}
              </Link>
              <Text c="dimmed">{strings.welcome.steps[key].detail}</Text>
            </div>
            <IconChevronRight size={18} className={classes.icon} aria-hidden="true" />
          </li>
        ))}
      </ol>
    </Page>
  );
}
