// From a thing to what was changed about it, for who may read that.
import { Button } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { Link } from "react-router";
import { paths } from "@/app/paths.ts";
import { useMay } from "@/app/session.ts";
import { strings } from "@/strings/index.ts";

export function ChangesLink({ of }: { of: string }) {
  if (!useMay()("audit.read")) return null;
  return (
    <Button
      component={Link}
      to={paths.auditOf(of)}
      variant="subtle"
      leftSection={<IconHistory size={16} aria-hidden="true" />}
    >
      {strings.audit.changesLink}
    </Button>
  );
}
