// All keys that do something, and the switch for those pressed alone.
import { Kbd, Modal, Switch, Title } from "@mantine/core";
import { Fragment } from "react";
import { strings } from "@/strings/index.ts";
import { controlKeyName, setSingleKeys, useIsMounted, useSingleKeysOn } from "../keys.ts";
import classes from "./GoTo.module.css";

const words = strings.shortcuts;
const { shift, alt, up, down, escape: escapeKey } = words.keyNames;

type Shortcut = { does: string; keys: readonly (readonly string[])[] };

function groupsOf(control: string): { title: string; shortcuts: readonly Shortcut[] }[] {
  const { everywhere, review, editor } = words;
  return [
    {
      title: everywhere.title,
      shortcuts: [
        { does: everywhere.keys.goTo, keys: [[control, "K"]] },
        { does: everywhere.keys.help, keys: [["?"]] },
        { does: everywhere.keys.close, keys: [[escapeKey]] },
      ],
    },
    {
      title: review.title,
      shortcuts: [
        { does: review.keys.next, keys: [["J"]] },
        { does: review.keys.previous, keys: [["K"]] },
        { does: review.keys.approve, keys: [["A"]] },
        { does: review.keys.decline, keys: [["D"]] },
      ],
    },
    {
      title: editor.title,
      shortcuts: [
        { does: editor.keys.undo, keys: [[control, "Z"]] },
        { does: editor.keys.redo, keys: [[control, shift, "Z"]] },
        {
          does: editor.keys.move,
          keys: [
            [alt, up],
            [alt, down],
          ],
        },
        { does: editor.keys.attempt, keys: [["T"]] },
      ],
    },
  ];
}

export default function ShortcutsDialog({
  opened,
  onClose,
}: {
  opened: boolean;
  onClose: () => void;
}) {
  const isMounted = useIsMounted();
  const isOn = useSingleKeysOn();
  return (
    <Modal
      opened={opened && isMounted}
      onClose={onClose}
      title={words.title}
      size="md"
      closeButtonProps={{ "aria-label": strings.common.close }}
    >
      {groupsOf(controlKeyName()).map(({ title, shortcuts }) => (
        <Fragment key={title}>
          <Title order={3} mt="sm" mb={4}>
            {title}
          </Title>
          <table className={classes.shortcuts}>
            <tbody>
              {shortcuts.map(({ does, keys }) => (
                <tr key={does}>
                  <th scope="row">{does}</th>
                  <td>
                    <Keys keys={keys} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Fragment>
      ))}
      <Switch
        mt="lg"
        aria-label={words.single}
        label={words.single}
        description={words.singleHint}
        checked={isOn}
        onChange={(event) => setSingleKeys(event.currentTarget.checked)}
      />
    </Modal>
  );
}

function Keys({ keys }: { keys: Shortcut["keys"] }) {
  return keys.map((together, index) => (
    <Fragment key={together.join()}>
      {index > 0 && ` ${words.then} `}
      {together.map((key, place) => (
        <Fragment key={key}>
          {place > 0 && " + "}
          <Kbd>{key}</Kbd>
        </Fragment>
      ))}
    </Fragment>
  ));
}
