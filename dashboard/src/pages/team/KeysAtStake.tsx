// Which API keys end with a member's right, by name and with their last use: before it happens.
import { Stack, Text } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ApiKey, EndedKeys } from "@/api/types.ts";
import { QueryView } from "@/components/QueryView.tsx";
import { Time } from "@/components/Time.tsx";
import { strings } from "@/strings/index.ts";
import classes from "./KeysAtStake.module.css";

const text = strings.team;

type KeysAtStakeProps = { query: UseQueryResult<EndedKeys>; name: string };

export function KeysAtStake({ query, name }: KeysAtStakeProps) {
  return (
    <QueryView query={query} lines={2}>
      {({ total, newest }) =>
        total === 0 ? (
          <Text c="dimmed">{text.noKeysEnd(name)}</Text>
        ) : (
          <Stack gap="xs">
            <Text fw={600}>{text.keysEnd(total, name)}</Text>
            <ul className={classes.keys}>
              {newest.map((key) => (
                <li key={key.id}>
                  <KeyInWords apiKey={key} />
                </li>
              ))}
            </ul>
            {total > newest.length && <Text>{text.moreKeysEnd(total - newest.length)}</Text>}
            <Text>{text.keysEndDetail}</Text>
          </Stack>
        )
      }
    </QueryView>
  );
}

function KeyInWords({ apiKey }: { apiKey: ApiKey }) {
  return (
    <>
      <strong>{apiKey.name}</strong>, {strings.common.role[apiKey.role]},{" "}
      {apiKey.last_used_at === null ? (
        text.neverUsed
      ) : (
        <>
          {text.lastUsed} <Time at={apiKey.last_used_at} />
        </>
      )}
    </>
  );
}
