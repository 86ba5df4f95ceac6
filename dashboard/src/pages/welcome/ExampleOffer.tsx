// In an empty workspace: begin with an example, or with nothing.
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconSparkles } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { messageOf } from "@/api/problem.ts";
import { exampleQuery, makeExample } from "@/api/queries/example.ts";
import { ProblemBox } from "@/components/ProblemBox.tsx";
import { Section } from "@/components/Section.tsx";
import { strings } from "@/strings/index.ts";

export function ExampleOffer() {
  const queries = useQueryClient();
  const example = useQuery(exampleQuery).data;
  const [declined, setDeclined] = useState(false);
  const make = useMutation({
    mutationFn: makeExample,
    onSuccess: (making) => queries.setQueryData(exampleQuery.queryKey, making),
  });
  if (!example?.offered || declined) return null;
  return (
    <Section title={strings.example.offerTitle}>
      <Stack gap="md">
        {make.isError && (
          <ProblemBox title={strings.example.makeFailed}>{messageOf(make.error)}</ProblemBox>
        )}
        <Text>{strings.example.offerDetail}</Text>
        <Group>
          <Button
            leftSection={<IconSparkles size={16} aria-hidden="true" />}
            loading={make.isPending}
            onClick={() => make.mutate()}
          >
            {strings.example.make}
          </Button>
          <Button variant="default" onClick={() => setDeclined(true)}>
            {strings.example.empty}
          </Button>
        </Group>
      </Stack>
    </Section>
  );
}
