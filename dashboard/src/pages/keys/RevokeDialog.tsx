import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { messageOf } from "@/api/problem.ts";
import { KEYS_KEY, revokeKey } from "@/api/queries/people.ts";
import { INVITATIONS_KEY } from "@/api/queries/team.ts";
import type { ApiKey } from "@/api/types.ts";
import { notifyDone } from "@/components/notify.tsx";
import { ProblemBox } from "@/components/ProblemBox.tsx";
import { strings } from "@/strings/index.ts";

export function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const queries = useQueryClient();
  // Nobody else makes links that let people in.
  const mayInvite = apiKey.role === "administrator";
  const revoke = useMutation({
    mutationFn: () => revokeKey(apiKey.id),
    onSuccess: () => {
      notifyDone(strings.keys.revokedDone(apiKey.name));
      onClose();
      void queries.invalidateQueries({ queryKey: INVITATIONS_KEY });
      return queries.invalidateQueries({ queryKey: KEYS_KEY });
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={strings.keys.revokeTitle(apiKey.name)}
      closeButtonProps={{ "aria-label": strings.common.close }}
    >
      <Stack gap="md">
        {revoke.isError && (
          <ProblemBox title={strings.keys.revokeFailed}>{messageOf(revoke.error)}</ProblemBox>
        )}
        <Text>{strings.keys.revokeDetail}</Text>
        {mayInvite && <Text>{strings.keys.revokeLinks}</Text>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {strings.common.cancel}
          </Button>
          <Button color="red" loading={revoke.isPending} onClick={() => revoke.mutate()}>
            {strings.keys.revokeShort}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
