import { Radio, Stack } from "@mantine/core";
import type { Role } from "@/api/types.ts";
import { strings } from "@/strings/index.ts";
import { RadioCard } from "./RadioCard.tsx";

type RoleFieldProps = {
  label: string;
  roles: readonly Role[];
  value?: string;
  onChange?: (role: string) => void;
  error?: React.ReactNode;
};

export function RoleField({ label, roles, ...rest }: RoleFieldProps) {
  return (
    <Radio.Group label={label} {...rest}>
      <Stack gap="xs" mt="xs">
        {roles.map((role) => (
          <RadioCard
            key={role}
            value={role}
            label={strings.common.role[role]}
            description={strings.people.roleMeaning[role]}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
