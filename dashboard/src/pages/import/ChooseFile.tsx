import { Button, FileInput, Group, Stack } from "@mantine/core";
import { IconFileTypeCsv } from "@tabler/icons-react";
import { type SubmitEvent, useState } from "react";
import { formatBytes } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import { FileImpact } from "./FileImpact.tsx";
import { FilePreview } from "./FilePreview.tsx";

const text = strings.importing;

type ChooseFileProps = { list: string; onStart: (file: File) => void; resumes: boolean };

export function ChooseFile({ list, onStart, resumes }: ChooseFileProps) {
  const [file, setFile] = useState<File | null>(null);
  const [asked, setAsked] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (file === null) setAsked(true);
    else onStart(file);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md" mt="md">
        <FileInput
          label={text.file}
          placeholder={text.choose}
          accept=".csv,.txt,text/csv,text/plain"
          leftSection={<IconFileTypeCsv size={18} aria-hidden="true" />}
          value={file}
          onChange={setFile}
          description={
            file === null ? undefined : text.fileDetail(file.name, formatBytes(file.size))
          }
          error={asked && file === null ? text.needFile : undefined}
          clearable
          clearButtonProps={{ "aria-label": text.clear }}
        />
        {file !== null && <FilePreview file={file} />}
        {file !== null && !resumes && <FileImpact list={list} file={file} />}
        <Group justify="flex-end">
          <Button type="submit">{resumes ? text.resumeSubmit : text.submit}</Button>
        </Group>
      </Stack>
    </form>
  );
}
