import { Link } from "react-router";
import { strings } from "@/strings/index.ts";
import { paths } from "./paths.ts";
import classes from "./Shell.module.css";

export function Brand() {
  return (
    <Link to={paths.home} className={classes.brand}>
      <BrandMark />
      {strings.common.product}
    </Link>
  );
}

/** A track and the point where another leaves it. */
export function BrandMark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#2b46b8" />
      <path
        d="M11 25V7M11 18c0-6 11-5 11-11"
        fill="none"
        stroke="#fff"
        strokeWidth="3"
        strokeLinecap="round"
      />
    </svg>
  );
}
