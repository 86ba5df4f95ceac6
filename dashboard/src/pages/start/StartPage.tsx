import { Page } from "@/components/Page.tsx";

export default function StartPage() {
  return <Page title="Start">{null}</Page>;
}
