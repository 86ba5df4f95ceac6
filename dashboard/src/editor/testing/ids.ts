import type { IdSource } from "../model/ids.ts";

/** Ids in order: `rt_a1`, `rt_a2` … and `k1`, `k2` … */
export function countingIds(): IdSource {
  let routes = 0;
  let keys = 0;
  return {
    routeId() {
      routes += 1;
      return `rt_a${routes}`;
    },
    nodeKey() {
      keys += 1;
      return `k${keys}`;
    },
  };
}
