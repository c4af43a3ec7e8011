import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./class-names.ts";

interface EmptyStateProps {
  icon?: LucideIcon;
  /** What is not here. */
  title: string;
  /** What to do about it. */
  children: ReactNode;
  /** The act itself, offered. */
  action?: ReactNode;
  /** The title's element: `h1` where the state is the whole page. */
  titleAs?: "p" | "h1" | "h2";
  className?: string;
}

/** Nothing is here yet: says what to do and offers it. */
export function EmptyState({ icon: Icon, title, children, action, titleAs: Title = "p", className }: EmptyStateProps) {
  return (
    <div className={cx("flex flex-col items-center px-4 py-10 text-center", className)}>
      {Icon && <Icon aria-hidden className="mb-3 size-6 text-faint" strokeWidth={1.5} />}
      <Title className="text-md font-semibold">{title}</Title>
      <div className="mt-1 max-w-[46ch] text-muted">{children}</div>
      {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
