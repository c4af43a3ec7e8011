import { cx } from "./class-names.ts";

export interface ShownChange {
  name: string;
  /** Undefined where there was nothing, or nothing is left. */
  before: string | undefined;
  after: string | undefined;
}

interface ChangeListProps {
  changes: readonly ShownChange[];
  /** In one line that is cut off at its end, as in a cell; one under another on a phone. */
  inline?: boolean;
  className?: string;
}

/** What became of each value, told by words and signs as well as by colour. */
export function ChangeList({ changes, inline = false, className }: ChangeListProps) {
  return (
    <ul className={cx(inline ? "relative sm:truncate" : "flex flex-col gap-0.5", className)}>
      {changes.map(({ name, before, after }) => (
        <li key={name} className={cx("wrap-anywhere", inline && "sm:mr-3 sm:inline")}>
          <span className="text-muted">{name}</span>{" "}
          {before !== undefined && (
            <del className="decoration-line-strong text-muted">
              <span className="sr-only">was </span>
              {before}
            </del>
          )}
          {before !== undefined && (
            <span aria-hidden="true" className="text-faint">
              {" → "}
            </span>
          )}
          <ins className="font-medium text-ink no-underline">
            <span className="sr-only">{before === undefined ? "is " : "is now "}</span>
            {after ?? "gone"}
          </ins>
        </li>
      ))}
    </ul>
  );
}
