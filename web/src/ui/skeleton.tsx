import type { CSSProperties } from "react";
import { cx } from "./class-names.ts";

/** A grey shape where something will be; give it the size of what it stands for. */
export function Skeleton({ className, style }: { className?: string; style?: CSSProperties }) {
  return <span aria-hidden="true" style={style} className={cx("block animate-pulse rounded-sm bg-hover", className)} />;
}

/** Lines of text that are on their way. */
export function SkeletonText({ lines = 3, className }: { lines?: number; className?: string }) {
  return (
    <span className={cx("flex flex-col gap-2", className)}>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
        <Skeleton key={line} className={cx("h-3", line === lines - 1 ? "w-2/3" : "w-full")} />
      ))}
    </span>
  );
}
