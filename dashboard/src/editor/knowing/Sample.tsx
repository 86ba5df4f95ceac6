import type { InquiryBody } from "@/api/types.ts";
import { strings } from "@/strings/index.ts";
import { useCatalogueAndLists } from "./catalogue.ts";
import classes from "./knowing.module.css";
import { sampleLines } from "./sample.ts";

const words = strings.knowing.finding;

export function Sample({ inquiry }: { inquiry: InquiryBody }) {
  const known = useCatalogueAndLists();
  const lines = sampleLines(inquiry, known, known.lists);
  return (
    <dl className={classes.sample} aria-label={words.sample}>
      <dt>{words.sample}</dt>
      <dd>{lines.length === 0 && words.sampleNone}</dd>
      {lines.map(({ label, value }) => (
        <Line key={label} label={label} value={value} />
      ))}
    </dl>
  );
}

function Line({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  );
}
