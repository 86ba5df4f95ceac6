import { useParams } from "react-router";
import { Page } from "@/components/Page.tsx";

export default function WorkflowPage() {
  const { id = "" } = useParams();
  return <Page title={id}>{null}</Page>;
}
