import { Button, Table, VisuallyHidden } from "@mantine/core";
import { IconBan, IconClockOff } from "@tabler/icons-react";
import { useState } from "react";
import type { ApiKey } from "@/api/types.ts";
import { useMay, useMayGrant } from "@/app/session.ts";
import { Chip } from "@/components/Chip.tsx";
import { DataTable } from "@/components/DataTable.tsx";
import { hasPassed } from "@/components/has-passed.ts";
import { Time } from "@/components/Time.tsx";
import { strings } from "@/strings/index.ts";
import { RevokeDialog } from "./RevokeDialog.tsx";

const { columns } = strings.keys;

export function KeysTable({ keys, busy }: { keys: readonly ApiKey[]; busy: boolean }) {
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  return (
    <>
      <DataTable label={strings.keys.table} busy={busy}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{columns.name}</Table.Th>
            <Table.Th data-wide>{columns.role}</Table.Th>
            <Table.Th data-wide>{columns.created}</Table.Th>
            <Table.Th data-wide>{columns.lastUsed}</Table.Th>
            <Table.Th data-wide>{columns.ends}</Table.Th>
            <Table.Th>
              <VisuallyHidden>{strings.keys.actions}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {keys.map((key) => (
            <KeyRow key={key.id} apiKey={key} onRevoke={() => setRevoking(key)} />
          ))}
        </Table.Tbody>
      </DataTable>
      {revoking !== null && <RevokeDialog apiKey={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}

function KeyRow({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const mayManage = useMay()("keys.manage");
  const mayGrant = useMayGrant();
  const { name, role, prefix, created_at, created_by, last_used_at, expires_at, revoked_at } =
    apiKey;
  const hasEnded = expires_at !== null && hasPassed(expires_at);
  const mayRevoke = mayManage && mayGrant(role);
  return (
    <Table.Tr>
      <Table.Td>
        <div style={{ fontWeight: 600, overflowWrap: "anywhere" }}>{name}</div>
        <code data-sub>{strings.keys.prefix(prefix)}</code>
        <div data-sub data-narrow>
          {strings.common.role[role]}
        </div>
        {hasEnded && (
          <div data-narrow>
            <Chip tone="neutral" icon={IconClockOff} label={strings.keys.ended} />
          </div>
        )}
      </Table.Td>
      <Table.Td data-wide>{strings.common.role[role]}</Table.Td>
      <Table.Td data-wide>
        <Time at={created_at} />
        <div data-sub>
          {strings.common.by(strings.common.actor(created_by.type, created_by.name))}
        </div>
      </Table.Td>
      <Table.Td data-wide>
        {last_used_at ? <Time at={last_used_at} /> : strings.keys.never}
      </Table.Td>
      <Table.Td data-wide>
        {expires_at === null ? strings.keys.noEnd : <Time at={expires_at} />}
        {hasEnded && (
          <div>
            <Chip tone="neutral" icon={IconClockOff} label={strings.keys.ended} />
          </div>
        )}
      </Table.Td>
      <Table.Td ta="right">
        {revoked_at ? (
          <>
            <Chip tone="neutral" icon={IconBan} label={strings.keys.revoked} />
            <div data-sub>
              <Time at={revoked_at} />
            </div>
          </>
        ) : (
          mayRevoke && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={strings.keys.revoke(name)}
              onClick={onRevoke}
            >
              {strings.keys.revokeShort}
            </Button>
          )
        )}
      </Table.Td>
    </Table.Tr>
  );
}
