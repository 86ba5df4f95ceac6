// Makes or changes one invariant.
import { Button, Checkbox, Group, Stack, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { messageOf } from "@/api/problem.ts";
import { catalogueQuery } from "@/api/queries/catalogue.ts";
import { changeInvariant, createInvariant, INVARIANTS_KEY } from "@/api/queries/invariants.ts";
import { WORKFLOWS_KEY } from "@/api/queries/workflows.ts";
import type { ActionKind, Condition, Invariant } from "@/api/types.ts";
import { notifyDone } from "@/components/notify.tsx";
import { ProblemBox } from "@/components/ProblemBox.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { DECISIONS } from "@/editor/model/model.ts";
import { allListsQuery } from "@/editor/queries.ts";
import { strings } from "@/strings/index.ts";
import { WhomField } from "./WhomField.tsx";
import { whomOf, whomSession } from "./whom-session.ts";

const words = strings.invariants.page;

interface InvariantFormProps {
  /** Null: a new one. */
  present: Invariant | null;
  onClose: () => void;
}

export function InvariantForm({ present, onClose }: InvariantFormProps) {
  const catalogue = useQuery(catalogueQuery);
  const lists = useQuery(allListsQuery);
  // What the person saw when they began: a change by somebody else in between is not undone by saving.
  const [seen] = useState(present);
  const [session] = useState(() => whomSession((seen?.if ?? null) as Condition | null));
  const [name, setName] = useState(seen?.name ?? "");
  const [never, setNever] = useState<ActionKind[]>(seen?.never ?? ["approve"]);
  const save = useSave(seen, onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const whom = whomOf(session);
    save.mutate({ name: name.trim(), if: whom ?? { all: [] }, never });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Title order={2} size="h4">
          {present ? words.editTitle(present.name) : words.addTitle}
        </Title>
        <TextInput
          label={words.name}
          description={words.nameHint}
          value={name}
          maxLength={200}
          autoFocus
          required
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <QueryView query={catalogue} lines={3}>
          {(known) => (
            <QueryView query={lists} lines={3}>
              {(all) => <WhomField session={session} catalogue={known} lists={all} />}
            </QueryView>
          )}
        </QueryView>
        <Checkbox.Group
          label={words.never}
          error={never.length === 0 ? words.neverNeeded : undefined}
          value={never}
          onChange={(next) => setNever(DECISIONS.filter((one) => next.includes(one)))}
        >
          <Group gap="md" mt="xs">
            {DECISIONS.map((one) => (
              <Checkbox key={one} value={one} label={words.actions[one]} />
            ))}
          </Group>
        </Checkbox.Group>
        {save.isError && <ProblemBox title={words.failed}>{messageOf(save.error)}</ProblemBox>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {strings.common.cancel}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {words.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function useSave(present: Invariant | null, onClose: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; if: Condition; never: ActionKind[] }) =>
      present
        ? changeInvariant(present.id, present.version, body)
        : createInvariant({ ...body, event: "inquiry.completed" }),
    onSuccess: async () => {
      notifyDone(words.saved);
      onClose();
      // Drafts carry what is proved about invariants.
      await queries.invalidateQueries({ queryKey: WORKFLOWS_KEY });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: INVARIANTS_KEY }),
  });
}
