import type { ReactNode } from "react";
import { cx } from "./class-names.ts";

export interface ListedVersion {
  number: number;
  /** What it is called, as "Version 3". */
  name: string;
  /** Its state, as a badge or mark at the right. */
  mark?: ReactNode;
  note?: string;
  /** Who and when, muted. */
  foot?: ReactNode;
}

interface VersionListProps {
  versions: readonly ListedVersion[];
  shown: number | undefined;
  onShow: (number: number) => void;
}

/** The versions of something, newest first; one is shown beside them. */
export function VersionList({ versions, shown, onShow }: VersionListProps) {
  return (
    <ol aria-label="Versions" className="divide-y divide-line">
      {versions.map(({ number, name, mark, note, foot }) => (
        <li key={number}>
          <button
            type="button"
            aria-current={number === shown ? "true" : undefined}
            onClick={() => onShow(number)}
            className={cx(
              "flex w-full flex-col gap-0.5 px-3 py-2 text-left -outline-offset-2",
              number === shown ? "bg-accent-soft" : "hover:bg-hover",
            )}
          >
            <span className="flex w-full items-center gap-2">
              <span className="font-medium tabular-nums">{name}</span>
              <span className="ml-auto">{mark}</span>
            </span>
            {note && <span className="wrap-anywhere">{note}</span>}
            {foot && <span className="text-sm text-muted">{foot}</span>}
          </button>
        </li>
      ))}
    </ol>
  );
}
