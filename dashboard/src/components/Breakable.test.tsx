import { render } from "@testing-library/react";
import { expect, it } from "vitest";
import { Breakable } from "./Breakable.tsx";

it.each([
  ["198.51.100.128/25", "198.<wbr>51.<wbr>100.<wbr>128/<wbr>25"],
  ["sam@example.net", "sam@<wbr>example.<wbr>net"],
  ["2001:db8::1", "2001:<wbr>db8::<wbr>1"],
  ["https://a.example/", "https://<wbr>a.<wbr>example/"],
  ["Tarn", "Tarn"],
])("breaks %s after its separators and adds nothing to it", (text, html) => {
  const { container } = render(<Breakable text={text} />);
  expect(container.innerHTML).toBe(html);
  expect(container).toHaveTextContent(text);
});
