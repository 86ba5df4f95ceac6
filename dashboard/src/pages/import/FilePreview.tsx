import { Table, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { DataTable } from "@/components/DataTable.tsx";
import { strings } from "@/strings/index.ts";
import { LOOKED_AT_BYTES, type Preview, previewOf } from "./preview.ts";

const text = strings.importing;

/** What is about to be sent, read in the browser. */
export function FilePreview({ file }: { file: File }) {
  const [preview, setPreview] = useState<Preview | null>(null);
  useEffect(() => {
    let current = true;
    const show = (found: Preview | null) => {
      if (current) setPreview(found);
    };
    // A file that cannot be read any more says so when it is sent.
    file
      .slice(0, LOOKED_AT_BYTES)
      .arrayBuffer()
      .then(
        (beginning) => show(previewOf(new Uint8Array(beginning), file.size)),
        () => show(null),
      );
    return () => {
      current = false;
    };
  }, [file]);
  if (preview === null) return null;
  if (preview.lines.length === 0) return <Text c="dimmed">{text.previewEmpty}</Text>;
  return (
    <div>
      {!preview.readable && (
        <Text role="alert" mb="xs">
          {text.notUtf8}
        </Text>
      )}
      <DataTable label={text.previewTitle}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th ta="right">{text.previewColumns.line}</Table.Th>
            <Table.Th>{text.previewColumns.text}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {preview.lines.map((line, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its number
            <Table.Tr key={place}>
              <Table.Td ta="right">{place + 1}</Table.Td>
              <Table.Td ff="monospace" style={{ overflowWrap: "anywhere" }}>
                {line}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </DataTable>
      {preview.more && (
        <Text c="dimmed" size="sm" mt="xs">
          {text.previewMore}
        </Text>
      )}
    </div>
  );
}
