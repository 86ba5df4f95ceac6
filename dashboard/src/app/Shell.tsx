// The frame around every page after sign-in: navigation, account, and the place for the page.
import { AppShell, Burger, Group, ScrollArea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useEffect, useRef } from "react";
import { Outlet, ScrollRestoration, useLocation } from "react-router";
import { strings } from "@/strings/index.ts";
import { AccountMenu } from "./AccountMenu.tsx";
import { Brand } from "./Brand.tsx";
import { ExampleBanner } from "./example/ExampleBanner.tsx";
import { GoToButton, GoToIcon, GoToProvider } from "./go-to/GoTo.tsx";
import { Navigation } from "./Navigation.tsx";
import classes from "./Shell.module.css";

const MAIN_ID = "content";

export function Shell() {
  const [opened, { toggle, close }] = useDisclosure(false);
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  // Tabs inside one page keep the focus where it is; a new page takes it.
  const place = pathname.split("/").slice(0, 3).join("/");
  const lastPlace = useRef(place);
  useEffect(() => {
    if (lastPlace.current === place) return;
    lastPlace.current = place;
    close();
    main.current?.focus({ preventScroll: true });
  }, [place, close]);

  return (
    <GoToProvider>
      <AppShell
        layout="alt"
        header={{ height: { base: 52, md: 0 } }}
        navbar={{ width: 232, breakpoint: "md", collapsed: { mobile: !opened } }}
        transitionDuration={120}
      >
        <a className="pm-skip-link" href={`#${MAIN_ID}`}>
          {strings.shell.skipToContent}
        </a>
        <AppShell.Header hiddenFrom="md" className={classes.header}>
          <Group h="100%" px="md" gap="sm">
            <Burger
              size="sm"
              opened={opened}
              onClick={toggle}
              aria-label={opened ? strings.shell.closeNavigation : strings.shell.openNavigation}
            />
            <Brand />
            <span style={{ flex: 1 }} />
            <GoToIcon />
          </Group>
        </AppShell.Header>
        <AppShell.Navbar className={classes.navbar} aria-label={strings.shell.navigation}>
          <Group px="md" h={60} justify="space-between">
            <Brand />
            <Burger
              size="sm"
              opened
              hiddenFrom="md"
              onClick={close}
              aria-label={strings.shell.closeNavigation}
            />
          </Group>
          <ScrollArea flex={1} px="xs">
            <GoToButton />
            <Navigation onNavigate={close} />
          </ScrollArea>
          <AccountMenu />
        </AppShell.Navbar>
        <AppShell.Main id={MAIN_ID} ref={main} tabIndex={-1} className={classes.main}>
          <ExampleBanner />
          <Outlet />
        </AppShell.Main>
        <ScrollRestoration />
      </AppShell>
    </GoToProvider>
  );
}
