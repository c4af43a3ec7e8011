import { formatGroup } from "./format-group.ts";
import { formatExact, formatTick, formatValue } from "./format-unit.ts";

/** How every chart of the portal writes its figures. */
export const chartFormats = { value: formatValue, exact: formatExact, tick: formatTick, group: formatGroup };
