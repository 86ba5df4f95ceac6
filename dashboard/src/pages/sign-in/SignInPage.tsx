import { Page } from "@/components/Page.tsx";

export default function SignInPage() {
  return <Page title="SignIn">{null}</Page>;
}
