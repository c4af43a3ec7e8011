import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useId, useMemo, useRef, useState } from "react";
import { cx } from "../class-names.ts";
import { JsonBar } from "./json-bar.tsx";
import { JsonLine } from "./json-line.tsx";
import { around, firstOpen, type JsonNote, jsonRows, searchJson } from "./json-rows.ts";
import { childrenOf, type Json, partsOf, pointerOf } from "./json-value.ts";

interface JsonTreeProps {
  /** Accessible name. */
  label: string;
  value: Json;
  /** What is wrong, said at its place. */
  notes?: readonly JsonNote[];
  className?: string;
}

/**
 * A JSON value as a tree: fold, search, copy. Only the lines on the screen are in the document. Arrow keys move, right
 * unfolds, left folds. Mount it anew for another value (`key`).
 */
export function JsonTree({ label, value, notes, className }: JsonTreeProps) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(() => firstOpen(value, notes));
  const [active, setActive] = useState("");
  const [search, setSearch] = useState("");
  const rows = useMemo(() => jsonRows(value, open, notes), [value, open, notes]);
  const hits = useMemo(() => searchJson(value, search), [value, search]);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 22,
    getItemKey: (index) => rows[index]?.pointer ?? index,
    overscan: 20,
  });

  const goTo = (pointer: string): void => {
    const unfolded = new Set([...open, ...around(pointer)]);
    setOpen(unfolded);
    setActive(pointer);
    const index = jsonRows(value, unfolded).findIndex((row) => row.pointer === pointer);
    requestAnimationFrame(() => virtualizer.scrollToIndex(index, { align: "auto" }));
  };
  const fold = (pointer: string, unfold: boolean): void =>
    setOpen((before) => {
      const next = new Set(before);
      if (unfold) next.add(pointer);
      else next.delete(pointer);
      return next;
    });
  const find = (text: string): void => {
    setSearch(text);
    const [first] = searchJson(value, text, 1);
    if (first !== undefined) goTo(first);
  };
  const step = (by: number): void => {
    const at = hits.indexOf(active);
    const next = hits[(at + by + hits.length) % hits.length];
    if (next !== undefined) goTo(next);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const at = rows.findIndex((row) => row.pointer === active);
    const row = rows[at];
    const move = (to: number): void => {
      const next = rows[Math.min(Math.max(to, 0), rows.length - 1)];
      if (next) goTo(next.pointer);
    };
    const act: Record<string, () => void> = {
      ArrowDown: () => move(at + 1),
      ArrowUp: () => move(at - 1),
      Home: () => move(0),
      End: () => move(rows.length - 1),
      ArrowRight: () => (row?.open === false ? fold(row.pointer, true) : move(at + 1)),
      ArrowLeft: () => (row?.open ? fold(row.pointer, false) : goTo(pointerOf(partsOf(active).slice(0, -1)))),
      Enter: () => row?.open !== undefined && fold(row.pointer, !row.open),
    };
    const chosen = act[event.key];
    if (!chosen || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    chosen();
  };

  const activeIndex = rows.findIndex((row) => row.pointer === active);
  const items = virtualizer.getVirtualItems();
  return (
    <div className={cx("flex min-h-0 flex-col", className)}>
      <JsonBar
        label={label}
        value={value}
        search={search}
        hits={hits.length}
        at={hits.indexOf(active)}
        onSearch={find}
        onStep={step}
        onFoldAll={() => setOpen(new Set([""]))}
        onUnfold={() => setOpen((before) => new Set([...before, ...nextLevel(value, before)]))}
      />
      <div
        ref={scroller}
        role="tree"
        aria-label={label}
        aria-activedescendant={activeIndex >= 0 ? `${id}-${activeIndex}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        className="min-h-0 flex-1 overflow-auto py-1 font-mono text-sm -outline-offset-2"
      >
        <div role="presentation" className="relative min-w-full w-max" style={{ height: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            return (
              row && (
                <JsonLine
                  key={item.key}
                  id={`${id}-${item.index}`}
                  index={item.index}
                  row={row}
                  active={row.pointer === active}
                  hit={search !== "" && hits.includes(row.pointer)}
                  top={item.start}
                  measure={virtualizer.measureElement}
                  onFold={(unfold) => fold(row.pointer, unfold)}
                  onActive={() => setActive(row.pointer)}
                />
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** The parts that become visible folded: unfolding them shows one level more. At most 500, so that a click stays quick. */
const nextLevel = (value: Json, open: ReadonlySet<string>): string[] =>
  jsonRows(value, open)
    .filter((row) => row.open === false && childrenOf(row.value).length > 0)
    .slice(0, 500)
    .map((row) => row.pointer);
