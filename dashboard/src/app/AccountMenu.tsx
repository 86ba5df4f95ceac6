// Who is signed in, how it looks, and the way out.
import { Badge, Menu, Text, Tooltip, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import {
  IconCheck,
  IconDeviceDesktop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSelector,
  IconSun,
  IconUserCircle,
} from "@tabler/icons-react";
import { Link } from "react-router";
import { strings } from "@/strings/index.ts";
import { useShowShortcuts } from "./go-to/GoTo.tsx";
import { paths } from "./paths.ts";
import classes from "./Shell.module.css";
import { useSession } from "./session.ts";
import { useSignOut } from "./sign-out.ts";

const SCHEMES = [
  { value: "light", label: strings.shell.light, icon: IconSun },
  { value: "dark", label: strings.shell.dark, icon: IconMoon },
  { value: "auto", label: strings.shell.system, icon: IconDeviceDesktop },
] as const;

export function AccountMenu() {
  const { member, demo } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leave = useSignOut();
  const showShortcuts = useShowShortcuts();
  return (
    <Menu position="top-start" width={216} withinPortal>
      <Menu.Target>
        <UnstyledButton className={classes.account} aria-label={strings.shell.account(member.name)}>
          <div style={{ flex: 1, minWidth: 0 }}>
            <Text fw={550} truncate>
              {member.name}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {strings.common.role[member.role]}
            </Text>
          </div>
          {demo && (
            <Tooltip label={strings.shell.demoHint}>
              <Badge variant="light" color="gray" c="var(--pm-neutral)" tt="none">
                {strings.shell.demo}
              </Badge>
            </Tooltip>
          )}
          <IconSelector size={16} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{member.email}</Menu.Label>
        <Menu.Item
          component={Link}
          to={paths.account}
          leftSection={<IconUserCircle size={16} aria-hidden="true" />}
        >
          {strings.account.title}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{strings.shell.appearance}</Menu.Label>
        {SCHEMES.map(({ value, label, icon: Icon }) => (
          <Menu.Item
            key={value}
            role="menuitemradio"
            aria-checked={colorScheme === value}
            leftSection={<Icon size={16} aria-hidden="true" />}
            rightSection={colorScheme === value ? <IconCheck size={14} aria-hidden="true" /> : null}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconKeyboard size={16} aria-hidden="true" />}
          onClick={showShortcuts}
        >
          {strings.shortcuts.title}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden="true" />}
          onClick={() => leave.mutate()}
          disabled={leave.isPending}
        >
          {strings.shell.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
