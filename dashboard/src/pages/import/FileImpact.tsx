// What importing a file would change, before it is imported.
import { Text } from "@mantine/core";
import { LARGEST_FILE } from "@/api/list-impact.ts";
import { ItemsImpact } from "@/components/items-impact/ItemsImpact.tsx";
import { useMayAskImpact } from "@/components/items-impact/use-may-ask.ts";
import { strings } from "@/strings/index.ts";

export function FileImpact({ list, file }: { list: string; file: File }) {
  const fits = file.size <= LARGEST_FILE;
  const may = useMayAskImpact();
  if (!may) return null;
  if (!fits) return <Text c="dimmed">{strings.itemsImpact.tooLarge}</Text>;
  return <ItemsImpact subject={{ list, file }} />;
}
