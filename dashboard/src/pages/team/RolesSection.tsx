// What each role may do, in words, and from which ones an administrator hides Workflows.
import { Switch, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KEY_ROLES } from "@/api/queries/people.ts";
import { hideWorkflowsFrom, workspaceQuery } from "@/api/queries/team.ts";
import type { Role } from "@/api/types.ts";
import { useMay } from "@/app/session.ts";
import { Chip } from "@/components/Chip.tsx";
import { notifyDone, notifyFailed } from "@/components/notify.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { Section } from "@/components/Section.tsx";
import { strings } from "@/strings/index.ts";
import classes from "./RolesSection.module.css";

const text = strings.roles;
/** The roles that would see Workflows and can miss them. */
const CAN_MISS: readonly Role[] = ["editor", "analyst", "developer"];
const ROLES = [...KEY_ROLES].reverse();

export function RolesSection() {
  const workspace = useQuery(workspaceQuery);
  return (
    <Section title={text.title} flush>
      <QueryView query={workspace} lines={4}>
        {({ workflows_hidden_from: hidden }) => (
          <ul className={classes.roles}>
            {ROLES.map((role) => (
              <li key={role} className={classes.role}>
                <div className={classes.words}>
                  <Text fw={600}>{strings.common.role[role]}</Text>
                  <Text c="dimmed">{strings.people.roleMeaning[role]}</Text>
                </div>
                {CAN_MISS.includes(role) && <WorkflowsSwitch role={role} hidden={hidden} />}
              </li>
            ))}
          </ul>
        )}
      </QueryView>
      <Text c="dimmed" size="sm" px="md" py="sm">
        {text.hint}
      </Text>
    </Section>
  );
}

function WorkflowsSwitch({ role, hidden }: { role: Role; hidden: readonly Role[] }) {
  const mayManage = useMay()("workspace.manage");
  const queries = useQueryClient();
  const name = strings.common.role[role];
  const isHidden = hidden.includes(role);
  const change = useMutation({
    mutationFn: () =>
      hideWorkflowsFrom(isHidden ? hidden.filter((other) => other !== role) : [...hidden, role]),
    onSuccess: (workspace) => {
      queries.setQueryData(workspaceQuery.queryKey, workspace);
      notifyDone(isHidden ? text.shownDone(name) : text.hiddenDone(name));
    },
    onError: notifyFailed,
  });
  if (!mayManage) return isHidden ? <Chip tone="neutral" label={text.hidden} /> : null;
  return (
    <Switch
      label={text.workflows}
      aria-label={text.workflowsOf(name)}
      checked={!isHidden}
      disabled={change.isPending}
      onChange={() => change.mutate()}
    />
  );
}
