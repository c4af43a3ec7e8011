import type { ComponentProps } from "react";
import { cx } from "./class-names.ts";

/** The look every control for text shares. */
export const controlClass =
  "h-8 w-full rounded-md border border-line-strong bg-surface px-2.5 text-ink outline-offset-0 transition-colors hover:border-muted aria-invalid:border-critical disabled:cursor-not-allowed disabled:opacity-55 pointer-coarse:h-11";

/** A line of text. Wrap it in a Field unless it has an `aria-label`. */
export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={cx("touch-text", controlClass, className)} {...rest} />;
}
