import type { ReactNode } from "react";
import { cx } from "./class-names.ts";

interface PageHeaderProps {
  title: ReactNode;
  /** Facts about the thing, muted, separated by middle dots. */
  meta?: ReactNode;
  /** Buttons, the main one last. */
  actions?: ReactNode;
  className?: string;
}

/** What the page is about, the facts about it, and what can be done with it. */
export function PageHeader({ title, meta, actions, className }: PageHeaderProps) {
  return (
    <header className={cx("flex flex-wrap items-start gap-x-4 gap-y-3", className)}>
      <div className="min-w-0 flex-1 basis-64">
        <h1 className="text-xl tracking-[-0.01em] wrap-anywhere">{title}</h1>
        {meta && <div className="mt-1 text-muted">{meta}</div>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-1.5">{actions}</div>}
    </header>
  );
}

/** Names a part of a page; `actions` stand at its right. */
export function SectionHeader({ title, meta, actions, className }: PageHeaderProps) {
  return (
    <div className={cx("mt-6 mb-2 flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1", className)}>
      <h2 className="text-md">{title}</h2>
      {meta && <span className="text-sm text-muted">{meta}</span>}
      {actions && <div className="ml-auto flex items-center gap-1.5">{actions}</div>}
    </div>
  );
}
