import { Radio } from "@mantine/core";
import classes from "./RadioCard.module.css";

type RadioCardProps = { value: string; label: string; description: string };

/** One choice of a `Radio.Group`, with a line that says what it means. */
export function RadioCard({ value, label, description }: RadioCardProps) {
  return (
    <Radio
      value={value}
      label={label}
      description={description}
      classNames={{
        root: classes.card,
        label: classes.label,
        body: classes.body,
        inner: classes.inner,
      }}
    />
  );
}
