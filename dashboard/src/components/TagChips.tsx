// Tags, each a way to the inquiries that have it.
import { Link } from "react-router";
import { paths } from "@/app/paths.ts";
import { strings } from "@/strings/index.ts";
import classes from "./TagChips.module.css";

export function TagChips({
  tags,
  onRemove,
  busy = false,
}: {
  tags: readonly string[];
  onRemove?: ((tag: string) => void) | undefined;
  busy?: boolean;
}) {
  return (
    <ul className={classes.tags}>
      {tags.map((tag) => (
        <li key={tag} className={classes.tag}>
          <Link
            to={paths.inquiriesTagged(tag)}
            className={classes.name}
            title={strings.inquiry.findTag(tag)}
          >
            {tag}
          </Link>
          {onRemove && (
            <button
              type="button"
              className={classes.remove}
              aria-label={strings.inquiry.removeTag(tag)}
              disabled={busy}
              onClick={() => onRemove(tag)}
            >
              <span aria-hidden="true">×</span>
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
