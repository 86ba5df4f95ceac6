// One route: number, name, the engine's sentence, action; opened, its fields.
import { ActionIcon, Menu } from "@mantine/core";
import { IconChevronDown, IconCopy, IconDots, IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { MoveButtons } from "@/components/reorder/MoveButtons.tsx";
import { formatNumber } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import { elementId, useEditor } from "../context.ts";
import { FindingBadges, FindingPanel, useFindings } from "../knowing/Findings.tsx";
import { LeftBar, RouteCount } from "../knowing/RouteCount.tsx";
import { decisionOf, type RouteModel } from "../model/model.ts";
import { remarksOnRoute } from "../model/remarks.ts";
import { RemarkBadge } from "../RemarkList.tsx";
import { DecisionChip } from "./DecisionChip.tsx";
import { RouteFields } from "./RouteFields.tsx";
import classes from "./routes.module.css";

const words = strings.editor.routes;

interface RouteCardProps {
  route: RouteModel;
  index: number;
  count: number;
  handle: ReactNode;
  isOpen: boolean;
  /** Just added and not yet left: what is still missing is not complained about. */
  isFresh: boolean;
  onToggle: () => void;
  onMove: (to: number) => void;
  onDuplicate: () => void;
  onDelete: () => void;
}

export function RouteCard(props: RouteCardProps) {
  const { route, index, handle, isOpen, isFresh } = props;
  const { view, focusNext } = useEditor();
  const remarks = isFresh ? [] : remarksOnRoute(view.remarks, route.id);
  const bodyId = `${elementId.route(route.id)}-body`;
  const sentence = view.sentences.get(route.id);
  const findings = useFindings(route.id);
  return (
    <article className={classes.card} data-open={isOpen || undefined}>
      <LeftBar route={route.id} />
      <div className={classes.face}>
        {handle}
        <span className={classes.number}>{formatNumber(index + 1)}</span>
        <div className={classes.words}>
          <h3 className={classes.name}>
            <button
              type="button"
              id={elementId.routeToggle(route.id)}
              className={classes.toggle}
              aria-expanded={isOpen}
              aria-controls={bodyId}
              onClick={props.onToggle}
            >
              <span data-untitled={route.name.trim() === "" || undefined}>
                {route.name.trim() || words.untitled}
              </span>
              <IconChevronDown size={16} className={classes.chevron} aria-hidden="true" />
            </button>
          </h3>
          {sentence && <p className={classes.sentence}>{sentence}</p>}
          {!isOpen && <RemarkBadge remarks={remarks} />}
          <FindingBadges {...findings} />
        </div>
        <RouteCount route={route.id} />
        <div className={classes.action}>
          <DecisionChip decision={decisionOf(route.actions)} />
        </div>
        <CardButtons {...props} />
      </div>
      <FindingPanel
        {...findings}
        route={route}
        routes={view.history.present.routes}
        onMove={(to) => {
          props.onMove(to);
          // The finding goes, and its button with it.
          focusNext(elementId.routeToggle(route.id));
        }}
      />
      <div id={bodyId} hidden={!isOpen}>
        {isOpen && <RouteFields route={route} remarks={remarks} />}
      </div>
    </article>
  );
}

function CardButtons(props: RouteCardProps) {
  const { route, index, count, onMove } = props;
  const { catalogue } = useEditor();
  return (
    <div className={classes.buttons}>
      <MoveButtons
        index={index}
        count={count}
        up={{
          hint: words.up,
          label: words.moveUp(route.name),
          id: `${elementId.route(route.id)}-up`,
        }}
        down={{
          hint: words.down,
          label: words.moveDown(route.name),
          id: `${elementId.route(route.id)}-down`,
        }}
        onMove={onMove}
      />
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={words.more(route.name)}>
            <IconDots size={16} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconCopy size={16} aria-hidden="true" />}
            disabled={count >= (catalogue.limits.routes ?? Number.POSITIVE_INFINITY)}
            onClick={props.onDuplicate}
          >
            {words.duplicate}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconTrash size={16} aria-hidden="true" />}
            color="red"
            onClick={props.onDelete}
          >
            {words.delete}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
