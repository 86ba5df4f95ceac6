// Which columns the file needs, for this list's type, by how many it has.
import { Code, List, Text } from "@mantine/core";
import type { CatalogueListType } from "@/api/types.ts";
import { strings } from "@/strings/index.ts";

const text = strings.importing;

export function ImportColumns({ type }: { type: CatalogueListType }) {
  const { parts, lone_part } = type;
  const labels = parts.map(({ label }) => label);
  const lone = parts.find(({ key }) => key === lone_part)?.label ?? lone_part;
  if (parts.length === 1) return <Text c="dimmed">{text.oneColumn(type.item_example)}</Text>;
  return (
    <div>
      <Text c="dimmed">{text.severalColumns}</Text>
      <List my="xs">
        <List.Item>{text.columnsAre([lone])}</List.Item>
        {labels.slice(1).map((label, place) => (
          <List.Item key={label}>{text.columnsAre(labels.slice(0, place + 2))}</List.Item>
        ))}
      </List>
      <Text c="dimmed">
        {text.columnsExample} <Code>{parts.map(({ example }) => example).join(",")}</Code>
      </Text>
      <Text c="dimmed">
        {text.columnsHeader} <Code>{[...parts.map(({ key }) => key), "note"].join(",")}</Code>
      </Text>
    </div>
  );
}
