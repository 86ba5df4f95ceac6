import "@fontsource-variable/inter/index.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./app/global.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router";
import { whenSignedOut } from "./api/query-client.ts";
import { signInPath } from "./app/paths.ts";
import { Providers } from "./app/providers.tsx";
import { router } from "./router.tsx";

whenSignedOut(() => {
  const { pathname, search } = router.state.location;
  if (pathname === "/sign-in") return;
  void router.navigate(signInPath({ returnTo: pathname + search, expired: true }));
});

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element with the id root");
createRoot(root).render(
  <StrictMode>
    <Providers>
      <RouterProvider router={router} />
    </Providers>
  </StrictMode>,
);
