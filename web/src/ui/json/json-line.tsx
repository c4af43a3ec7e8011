import { ChevronRight, CircleX } from "lucide-react";
import { cx } from "../class-names.ts";
import type { JsonRow } from "./json-rows.ts";
import { type Json, preview } from "./json-value.ts";

interface JsonLineProps {
  id: string;
  index: number;
  row: JsonRow;
  active: boolean;
  hit: boolean;
  /** Pixels from the top of the tree. */
  top: number;
  measure: (element: Element | null) => void;
  onFold: (unfold: boolean) => void;
  onActive: () => void;
}

/** One line of a JSON tree; the tree has the keyboard. */
export function JsonLine({ id, index, row, active, hit, top, measure, onFold, onActive }: JsonLineProps) {
  const { open, name, value, notes, inside, depth } = row;
  const faulty = notes.length > 0;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it answers the keyboard
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus and names the active line
    <div
      id={id}
      ref={measure}
      data-index={index}
      data-pointer={row.pointer}
      role="treeitem"
      aria-level={depth + 1}
      aria-expanded={open}
      aria-selected={active}
      onClick={() => {
        onActive();
        if (open !== undefined && !getSelection()?.toString()) onFold(!open);
      }}
      style={{ transform: `translateY(${top}px)`, paddingLeft: 8 + depth * 14 }}
      className={cx(
        "absolute top-0 left-0 min-w-full pr-3 leading-[22px] whitespace-nowrap",
        active ? "bg-accent-soft" : "hover:bg-hover",
        hit && !active && "bg-mark",
        open !== undefined && "cursor-pointer",
      )}
    >
      <ChevronRight
        aria-hidden
        className={cx(
          "mr-1 inline size-3 align-[-1px] text-muted",
          open === undefined && "invisible",
          open && "rotate-90",
        )}
      />
      {name !== undefined && (
        <span className={cx(typeof name === "number" ? "text-faint" : "text-ink")}>
          {name}
          <span className="text-faint">: </span>
        </span>
      )}
      <Value value={value} />
      {inside > 0 && !open && (
        <span className="ml-2 font-sans text-xs text-critical">
          {inside} {inside === 1 ? "fault" : "faults"} inside
        </span>
      )}
      {faulty && (
        <span className="ml-2 inline-flex items-center gap-1 font-sans text-critical">
          <CircleX aria-hidden className="size-3 shrink-0" />
          {notes.join(" ")}
        </span>
      )}
    </div>
  );
}

/** Longer texts are cut here; copying gives all of them. */
const longest = 400;

function Value({ value }: { value: Json }) {
  if (typeof value === "string") {
    const text = value.length > longest ? `${value.slice(0, longest)}…` : value;
    return <span className="text-pass">{JSON.stringify(text)}</span>;
  }
  if (typeof value === "number") return <span className="text-accent tabular-nums">{value}</span>;
  if (typeof value === "boolean") return <span className="text-major">{String(value)}</span>;
  return <span className="text-muted">{preview(value)}</span>;
}
