import { Center, Loader } from "@mantine/core";
import { strings } from "@/strings/index.ts";

/** Before the first page's code is there. */
export function Splash() {
  return (
    <Center mih="100dvh">
      <Loader type="dots" aria-label={strings.common.loading} role="status" />
    </Center>
  );
}
