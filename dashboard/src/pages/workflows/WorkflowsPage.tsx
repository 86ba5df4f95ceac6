import { Page } from "@/components/Page.tsx";

export default function WorkflowsPage() {
  return <Page title="Workflows">{null}</Page>;
}
