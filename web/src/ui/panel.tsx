import type { ComponentProps } from "react";
import { cx } from "./class-names.ts";

/** A bordered surface for one thing; never put one inside another. */
export function Panel({ className, ...rest }: ComponentProps<"section">) {
  return <section className={cx("rounded-md border border-line bg-surface", className)} {...rest} />;
}
