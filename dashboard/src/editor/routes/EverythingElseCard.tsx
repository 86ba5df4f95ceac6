// The last route: no conditions, no place to move to, always there.
import { Text } from "@mantine/core";
import { strings } from "@/strings/index.ts";
import { useEditor } from "../context.ts";
import { ElseFindings } from "../knowing/ElseFindings.tsx";
import { FindingBadges, FindingPanel, useFindings } from "../knowing/Findings.tsx";
import { EVERYTHING_ELSE } from "../knowing/model/counts.ts";
import { LeftBar, RouteCount } from "../knowing/RouteCount.tsx";
import { decisionOf } from "../model/model.ts";
import { remarksOnEverythingElse } from "../model/remarks.ts";
import { DecisionChip } from "./DecisionChip.tsx";
import { ActionField } from "./RouteFields.tsx";
import classes from "./routes.module.css";

const words = strings.editor.everythingElse;

export function EverythingElseCard() {
  const { view, perform } = useEditor();
  const decision = decisionOf(view.history.present.everythingElse);
  const remarks = remarksOnEverythingElse(view.remarks);
  const findings = useFindings(EVERYTHING_ELSE);
  const warning = { severity: "warning", code: "", message: words.approves } as const;
  return (
    <article className={classes.card} data-last aria-label={words.name}>
      <LeftBar route={EVERYTHING_ELSE} />
      <div className={classes.face}>
        <span className={classes.number} aria-hidden="true" />
        <div className={classes.words}>
          <h3 className={classes.name}>{words.name}</h3>
          <Text size="sm" c="dimmed">
            {words.detail}
          </Text>
          <ElseFindings decision={decision} mayMark />
          <FindingBadges {...findings} />
        </div>
        <RouteCount route={EVERYTHING_ELSE} />
        <div className={classes.action}>
          <DecisionChip decision={decision} />
        </div>
      </div>
      <FindingPanel
        {...findings}
        route={{ id: EVERYTHING_ELSE, name: words.name }}
        routes={view.history.present.routes}
        mayMark
      />
      <div className={classes.fields}>
        <ActionField
          label={words.action}
          decision={decision}
          remarks={decision === "approve" ? [...remarks, warning] : remarks}
          onChange={(next) => perform({ kind: "set_everything_else", decision: next })}
        />
      </div>
    </article>
  );
}
