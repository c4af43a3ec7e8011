import { ArrowDown, ArrowUp } from "lucide-react";
import { type MouseEvent, type ReactNode, type RefObject, useRef } from "react";
import { cx } from "./class-names.ts";
import { virtualFrom } from "./data-table.tsx";
import type { DataTableColumn } from "./data-table-column.ts";
import type { DataTableModel } from "./data-table-model.ts";
import { useRowWindow } from "./data-table-rows.ts";
import { Skeleton } from "./skeleton.tsx";
import { useMedia } from "./use-media.ts";

export interface DataTableViewProps<T> {
  model: DataTableModel<T>;
  columns: readonly DataTableColumn<T>[];
  caption: string;
  loading: boolean;
  scroller: RefObject<HTMLElement | null>;
  marked: ReadonlySet<string> | undefined;
  onRowOpen?: (row: T) => void;
}

/** A click that was meant for the row: not on a control in it and not the end of selecting text. */
export function isRowClick(event: MouseEvent): boolean {
  if (event.target instanceof Element && event.target.closest("a,button,input,[role=menuitem]")) return false;
  return !getSelection()?.toString();
}

/** The text of a cell: what `cell` draws, else the value. */
export function cellContent<T>(column: DataTableColumn<T>, row: T): ReactNode {
  if (column.cell) return column.cell(row);
  const value = column.value(row);
  return value === null || value === undefined || value === "" ? <span className="text-faint">–</span> : String(value);
}

/** The rows as an HTML table. */
export function DataTableGrid<T>({
  model,
  columns,
  caption,
  loading,
  scroller,
  marked,
  onRowOpen,
}: DataTableViewProps<T>) {
  const head = useRef<HTMLTableRowElement>(null);
  const wide = useMedia("(min-width: 1200px)");
  const medium = useMedia("(min-width: 900px)");
  const isShown = (column: DataTableColumn<T>) =>
    column.hideBelow === undefined || (column.hideBelow === "md" ? medium : wide);
  const shown = columns.filter(isShown);

  const rows = model.getRowModel().rows;
  const virtual = rows.length > virtualFrom;
  const view = useRowWindow({ keys: rows.map((row) => row.id), virtual, estimate: 30, scroller, marked });
  const sizing = model.state.columnSizing;
  const resized = Object.keys(sizing).length > 0;
  const widthOf = (column: DataTableColumn<T>): number | undefined => sizing[column.id] ?? column.width;

  const sum = shown.reduce((total, column) => total + (widthOf(column) ?? 140), 0);

  const startResize = (event: { nativeEvent: Event }, id: string): void => {
    // From here on widths are pixels: every column keeps the width it has now, and only this one changes.
    const cells = [...(head.current?.cells ?? [])];
    model.setColumnSizing(Object.fromEntries(cells.map((cell, at) => [shown[at]?.id ?? "", cell.offsetWidth])));
    const header = model.getFlatHeaders().find((h) => h.column.id === id);
    header?.getResizeHandler()(event.nativeEvent);
  };

  return (
    <table
      aria-rowcount={virtual ? rows.length + 1 : undefined}
      aria-busy={loading || undefined}
      className={cx("table-fixed border-separate border-spacing-0", !resized && "w-full")}
      style={resized ? { width: sum } : { minWidth: sum }}
    >
      <caption className="sr-only">{caption}</caption>
      <colgroup>
        {shown.map((column) => (
          <col key={column.id} style={{ width: widthOf(column) }} />
        ))}
      </colgroup>
      <thead>
        <tr ref={head}>
          {shown.map((column) => {
            const state = model.getColumn(column.id);
            const sorted = state?.getIsSorted() ?? false;
            const right = column.align === "right";
            return (
              <th
                key={column.id}
                scope="col"
                aria-sort={sorted ? (sorted === "asc" ? "ascending" : "descending") : undefined}
                className={cx(
                  "group/th sticky top-0 z-10 border-b border-line bg-surface px-2.5 text-sm font-medium text-muted",
                  right ? "text-right" : "text-left",
                )}
              >
                {state?.getCanSort() ? (
                  <button
                    type="button"
                    onClick={(event) => state.getToggleSortingHandler()?.(event)}
                    className={cx(
                      "inline-flex h-8 max-w-full items-center gap-1 hover:text-ink",
                      right && "flex-row-reverse",
                      sorted && "text-ink",
                    )}
                  >
                    <span className="truncate">{column.header}</span>
                    {sorted === "desc" && <ArrowDown aria-hidden className="size-3 shrink-0" />}
                    {sorted === "asc" && <ArrowUp aria-hidden className="size-3 shrink-0" />}
                  </button>
                ) : (
                  <span className={cx("inline-flex h-8 items-center", column.actions && "sr-only")}>
                    {column.header}
                  </span>
                )}
                {state?.getCanResize() && (
                  <span
                    aria-hidden="true"
                    onMouseDown={(event) => startResize(event, column.id)}
                    onTouchStart={(event) => startResize(event, column.id)}
                    className="absolute inset-y-1.5 right-0 w-1.5 cursor-col-resize border-r border-transparent group-hover/th:border-line hover:border-accent!"
                  />
                )}
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody>
        {view.before > 0 && (
          // biome-ignore lint/a11y/noAriaHiddenOnFocusable: an empty row cannot take focus
          <tr aria-hidden="true">
            <td colSpan={shown.length} style={{ height: view.before }} />
          </tr>
        )}
        {loading &&
          rows.length === 0 &&
          Array.from({ length: 6 }, (_, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
            <tr key={line}>
              {shown.map((column, at) => (
                <td key={column.id} className="border-b border-line px-2.5 py-2">
                  <Skeleton
                    className={cx("h-3", column.align === "right" && "ml-auto")}
                    style={{ width: at === 0 ? "70%" : "45%" }}
                  />
                </td>
              ))}
            </tr>
          ))}
        {view.indices.map((index) => {
          const line = rows[index];
          if (!line) return null;
          const row = line.original.row;
          const isMarked = marked?.has(line.id) ?? false;
          return (
            <tr
              key={line.id}
              ref={view.measure}
              data-index={index}
              data-marked={isMarked || undefined}
              aria-rowindex={virtual ? index + 2 : undefined}
              onClick={onRowOpen ? (event) => isRowClick(event) && onRowOpen(row) : undefined}
              className={cx("group/tr", isMarked ? "bg-mark" : "hover:bg-hover", onRowOpen && "cursor-pointer")}
            >
              {shown.map((column) => {
                const value = column.value(row);
                return (
                  <td
                    key={column.id}
                    title={!column.cell && value !== null && value !== undefined ? String(value) : undefined}
                    className={cx(
                      "truncate border-b border-line px-2.5 py-[5px] group-last/tr:border-b-0",
                      column.align === "right" && "text-right tabular-nums",
                      column.mono && "font-mono text-sm",
                    )}
                  >
                    {cellContent(column, row)}
                  </td>
                );
              })}
            </tr>
          );
        })}
        {view.after > 0 && (
          // biome-ignore lint/a11y/noAriaHiddenOnFocusable: an empty row cannot take focus
          <tr aria-hidden="true">
            <td colSpan={shown.length} style={{ height: view.after }} />
          </tr>
        )}
      </tbody>
    </table>
  );
}
