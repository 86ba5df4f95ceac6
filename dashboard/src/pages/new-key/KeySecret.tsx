import { Button, Code, Group, Stack, Text, TextInput } from "@mantine/core";
import { Link } from "react-router";
import { paths } from "@/app/paths.ts";
import { CopyButton } from "@/components/CopyButton.tsx";
import { strings } from "@/strings/index.ts";

export function KeySecret({ secret }: { secret: string }) {
  return (
    <Stack gap="md">
      <Text role="status">{strings.newKey.createdDetail}</Text>
      <Group align="flex-end" gap="sm">
        <TextInput
          label={strings.newKey.secret}
          value={secret}
          readOnly
          style={{ flex: "1 1 16rem" }}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton value={secret} label={strings.newKey.copy} />
      </Group>
      <div>
        <Text c="dimmed" mb={4}>
          {strings.newKey.usage}
        </Text>
        <Code block style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          {`${strings.newKey.usageLine} ${secret}`}
        </Code>
      </div>
      <Group justify="flex-end">
        <Button component={Link} to={paths.apiKeys}>
          {strings.newKey.done}
        </Button>
      </Group>
    </Stack>
  );
}
