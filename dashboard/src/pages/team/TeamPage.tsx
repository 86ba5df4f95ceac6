// Who signs in here: members, open invitations, and what each role may do.
import { Button, Stack } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { membersQuery } from "@/api/queries/people.ts";
import { paths } from "@/app/paths.ts";
import { useMay } from "@/app/session.ts";
import { Page } from "@/components/Page.tsx";
import { Pager } from "@/components/Pager.tsx";
import { usePaging } from "@/components/paging.ts";
import { QueryView } from "@/components/QueryView.tsx";
import { strings } from "@/strings/index.ts";
import { InvitationsSection } from "./InvitationsSection.tsx";
import { MembersTable } from "./MembersTable.tsx";
import { RolesSection } from "./RolesSection.tsx";

export default function TeamPage() {
  const mayManage = useMay()("members.manage");
  const paging = usePaging();
  const members = useQuery(membersQuery(paging.cursor));
  return (
    <Page
      title={strings.team.title}
      intro={strings.team.intro}
      actions={
        mayManage && (
          <Button
            component={Link}
            to={paths.inviteMember}
            leftSection={<IconPlus size={16} aria-hidden="true" />}
          >
            {strings.team.invite}
          </Button>
        )
      }
    >
      <Stack gap="lg">
        <div>
          <QueryView query={members}>
            {({ data, next_cursor }) => (
              <>
                <MembersTable members={data} busy={members.isPlaceholderData} />
                <Pager paging={paging} nextCursor={next_cursor} />
              </>
            )}
          </QueryView>
        </div>
        {mayManage && <InvitationsSection />}
        <RolesSection />
      </Stack>
    </Page>
  );
}
