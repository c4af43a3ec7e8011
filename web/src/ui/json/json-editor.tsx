import { CircleX } from "lucide-react";
import { memo, useMemo, useRef } from "react";
import { cx } from "../class-names.ts";
import type { LineFault } from "./json-source.ts";

interface JsonEditorProps {
  label: string;
  text: string;
  onChange: (text: string) => void;
  faults: readonly LineFault[];
  /** CSS length; the list of faults comes on top of it. */
  height?: string;
  className?: string;
}

const line_px = 20;

/** Text with numbered lines; lines at fault are marked, and each fault leads to its line. */
export function JsonEditor({ label, text, onChange, faults, height = "320px", className }: JsonEditorProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const count = text.split("\n").length;
  const marked = useMemo(() => [...new Set(faults.map((fault) => fault.line))], [faults]);

  const goTo = (line: number): void => {
    const field = area.current;
    if (!field) return;
    const lines = text.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    field.focus();
    field.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    field.scrollTop = Math.max(0, (line - 4) * line_px);
  };

  return (
    <div className={cx("flex min-h-0 flex-col", className)}>
      <div
        className={cx(
          "flex overflow-hidden rounded-md border bg-surface font-mono text-sm focus-within:outline-2 focus-within:outline-accent",
          faults.length > 0 ? "border-critical" : "border-line-strong",
        )}
        style={{ height }}
      >
        <div
          ref={gutter}
          aria-hidden="true"
          className="overflow-hidden border-r border-line bg-sunken py-1.5 select-none"
        >
          <Gutter count={count} marked={marked} />
        </div>
        <textarea
          ref={area}
          aria-label={label}
          aria-invalid={faults.length > 0 || undefined}
          value={text}
          onChange={(event) => onChange(event.target.value)}
          onScroll={(event) => {
            if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
          }}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          style={{ lineHeight: `${line_px}px` }}
          className="min-w-0 flex-1 resize-none bg-transparent px-2 py-1.5 outline-none"
        />
      </div>
      <ul aria-label={`Faults in ${label}`} aria-live="polite" className="mt-2 max-h-28 overflow-y-auto empty:hidden">
        {faults.slice(0, 50).map((fault) => (
          <li key={`${fault.line} ${fault.location ?? ""} ${fault.message}`}>
            <button
              type="button"
              onClick={() => goTo(fault.line)}
              className="flex w-full items-baseline gap-2 rounded-sm px-1 py-0.5 text-left hover:bg-hover"
            >
              <CircleX aria-hidden className="size-3 shrink-0 self-center text-critical" />
              <span className="shrink-0 text-sm text-muted tabular-nums">line {fault.line}</span>
              <span className="min-w-0">{fault.message}</span>
              {fault.location && (
                <span className="ml-auto truncate font-mono text-xs text-muted">{fault.location}</span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The numbers are one text, so that thousands of lines cost no more than a few; marks lie over it. */
const Gutter = memo(function Gutter({ count, marked }: { count: number; marked: readonly number[] }) {
  return (
    <div className="relative px-2 text-right text-faint tabular-nums" style={{ lineHeight: `${line_px}px` }}>
      <div className="whitespace-pre">{Array.from({ length: count }, (_, i) => i + 1).join("\n")}</div>
      {marked.map((line) => (
        <div
          key={line}
          style={{ top: (line - 1) * line_px, height: line_px }}
          className="absolute inset-x-0 bg-critical-soft px-2 font-semibold text-critical"
        >
          {line}
        </div>
      ))}
    </div>
  );
});
