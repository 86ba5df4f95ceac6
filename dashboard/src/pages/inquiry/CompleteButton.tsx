import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { completeInquiry, INQUIRIES_KEY, inquiryQuery } from "@/api/queries/inquiries.ts";
import { notifyDone, notifyFailed } from "@/components/notify.tsx";
import { strings } from "@/strings/index.ts";

/** For inquiries that were created and still wait for the end of the check. */
export function CompleteButton({ id }: { id: string }) {
  const queries = useQueryClient();
  const complete = useMutation({
    mutationFn: () => completeInquiry(id),
    onSuccess: (inquiry) => {
      queries.setQueryData(inquiryQuery(id).queryKey, inquiry);
      notifyDone(strings.inquiry.completedNotice);
      return queries.invalidateQueries({ queryKey: INQUIRIES_KEY });
    },
    onError: notifyFailed,
  });
  return (
    <Button variant="default" loading={complete.isPending} onClick={() => complete.mutate()}>
      {strings.inquiry.complete}
    </Button>
  );
}
