import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconKey, IconLogout, IconShield, IconUserMinus } from "@tabler/icons-react";
import type { Member } from "@/api/types.ts";
import { strings } from "@/strings/index.ts";

export type MemberTask = "role" | "password" | "sessions" | "remove";

const text = strings.team;
const TASKS: readonly { task: MemberTask; label: string; icon: typeof IconKey }[] = [
  { task: "role", label: text.changeRole, icon: IconShield },
  { task: "password", label: text.newPassword, icon: IconKey },
  { task: "sessions", label: text.endSessions, icon: IconLogout },
  { task: "remove", label: text.remove, icon: IconUserMinus },
];

export function MemberMenu(props: { member: Member; onChoose: (task: MemberTask) => void }) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          c="var(--pm-neutral)"
          aria-label={text.actionsOf(props.member.name)}
        >
          <IconDots size={18} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {TASKS.map(({ task, label, icon: Icon }) => (
          <Menu.Item
            key={task}
            leftSection={<Icon size={16} aria-hidden="true" />}
            onClick={() => props.onChoose(task)}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
