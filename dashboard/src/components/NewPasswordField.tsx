// Where a person chooses a password: the same rules and the same help on each page.
import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import { hasLength } from "@mantine/form";
import { strings } from "@/strings/index.ts";

const PASSWORD_MIN = 12;

export const longEnough = hasLength({ min: PASSWORD_MIN }, strings.start.passwordTooShort);

export function NewPasswordField(props: PasswordInputProps) {
  return (
    <PasswordInput
      description={strings.start.passwordHint}
      autoComplete="new-password"
      visibilityToggleButtonProps={{ "aria-label": strings.signIn.showPassword }}
      {...props}
    />
  );
}
