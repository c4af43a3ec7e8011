import type { ReactNode } from "react";
import { cx } from "./class-names.ts";

interface PageProps {
  children: ReactNode;
  /** `reading` keeps forms and prose narrow; `full` uses the whole width. */
  width?: "full" | "reading";
  className?: string;
}

/** The padding every page shares. */
export function Page({ children, width = "full", className }: PageProps) {
  return (
    <div
      className={cx(
        "w-full px-4 pt-4 pb-10 sm:px-5",
        width === "reading" ? "max-w-[880px]" : "max-w-[1600px]",
        className,
      )}
    >
      {children}
    </div>
  );
}
