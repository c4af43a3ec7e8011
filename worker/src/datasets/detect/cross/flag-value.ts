import { type Column, isZeroOne } from "./column.ts";

const yes =
  /^(1|true|yes|y|t|ja|oui|si|churned|failed|survived|returned|cancelled|canceled|won|defective|fraud|positive|active|late)$/i;

/** The value of a two-valued column that is counted: 1, true, yes; otherwise the rarer one. */
export function countedValue(column: Column): string | number | boolean {
  if (column.storage === "BOOLEAN") return true;
  if (isZeroOne(column)) return 1;
  const values = column.profile.top.map((t) => t.value);
  const said = values.find((value) => yes.test(value.trim()));
  const rarer = column.profile.top.at(-1)?.value ?? "";
  const value = said ?? rarer;
  return column.storage === "DOUBLE" ? Number(value) : value;
}
