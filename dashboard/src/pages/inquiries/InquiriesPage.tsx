import { Page } from "@/components/Page.tsx";

export default function InquiriesPage() {
  return <Page title="Inquiries">{null}</Page>;
}
