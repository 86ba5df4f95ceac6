// A value that people compare sign by sign: where it has to go on in the next line, it does so
// after one of its own separators, so that no part of it reads as a shorter address.
import { Fragment } from "react";

const AFTER_A_SEPARATOR = /(?<=[@./:])(?![@./:]|$)/;

export function Breakable({ text }: { text: string }) {
  let length = 0;
  return text.split(AFTER_A_SEPARATOR).map((part) => {
    const offset = length;
    length += part.length;
    return (
      <Fragment key={offset}>
        {offset > 0 && <wbr />}
        {part}
      </Fragment>
    );
  });
}
