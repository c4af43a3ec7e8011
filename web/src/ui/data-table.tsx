import { Search } from "lucide-react";
import { type ReactNode, useDeferredValue, useRef, useState } from "react";
import { cx } from "./class-names.ts";
import { CopyButton } from "./copy-button.tsx";
import { DataTableCards } from "./data-table-cards.tsx";
import { type DataTableColumn, rowsAsText } from "./data-table-column.ts";
import { DataTableGrid } from "./data-table-grid.tsx";
import { useDataTable } from "./data-table-model.ts";
import { Input } from "./input.tsx";
import { usePhone } from "./use-media.ts";

export interface DataTableProps<T> {
  /** Keep the array stable (module scope or useMemo). */
  columns: readonly DataTableColumn<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
  /** Accessible name. */
  caption: string;
  /** Headers sort unless false: leave off where only a page of a longer list is here. */
  sortable?: boolean;
  initialSort?: { id: string; desc: boolean };
  /** Shows a search box over all columns. */
  filter?: boolean;
  /** Shows a button that copies the rows as tab-separated text. */
  copy?: boolean;
  /** More controls for the bar above the table. */
  toolbar?: ReactNode;
  loading?: boolean;
  /** Shown instead of the table when there is no row at all. */
  empty?: ReactNode;
  /** A click anywhere on a row; give the row a link too, for the keyboard. */
  onRowOpen?: (row: T) => void;
  /** Keys of rows to mark, as those an insight rests on. The first is scrolled to. */
  marked?: ReadonlySet<string> | undefined;
  /** CSS length after which the table scrolls in itself. */
  maxHeight?: string;
  footer?: ReactNode;
  className?: string;
}

/** Rows past which only those on the screen are in the document. */
export const virtualFrom = 100;

/**
 * A table: sticky header, sort, filter, resize, copy, virtual past 100 rows; cards under 640 px.
 * Numbers are right-aligned where the column says so.
 */
export function DataTable<T>(props: DataTableProps<T>) {
  const {
    columns,
    rows,
    rowKey,
    caption,
    sortable = true,
    initialSort,
    filter = false,
    copy = false,
    toolbar,
    loading = false,
  } = props;
  const { empty, onRowOpen, marked, maxHeight = "max(320px, calc(100dvh - 200px))", footer, className } = props;
  const [search, setSearch] = useState("");
  const scroller = useRef<HTMLDivElement>(null);
  const phone = usePhone();
  const model = useDataTable({
    rows,
    columns,
    rowKey,
    search: useDeferredValue(search),
    sortable,
    initialSort: initialSort ? [initialSort] : [],
  });
  const shown = model.getRowModel().rows;

  if (!loading && rows.length === 0 && empty) return <>{empty}</>;
  const View = phone ? DataTableCards : DataTableGrid;
  return (
    <div className={cx("overflow-hidden rounded-md border border-line bg-surface", className)}>
      {(filter || copy || toolbar) && (
        <div className="flex flex-wrap items-center gap-2 border-b border-line px-2 py-1.5">
          {filter && (
            <span className="relative min-w-40 flex-1 sm:max-w-64">
              <Search
                aria-hidden
                className="pointer-events-none absolute top-1/2 left-2 size-3.5 -translate-y-1/2 text-muted"
              />
              <Input
                type="search"
                aria-label={`Filter ${caption.toLowerCase()}`}
                placeholder="Filter"
                value={search}
                onChange={(event) => setSearch(event.target.value)}
                className="h-7! pl-7 pointer-coarse:h-10!"
              />
            </span>
          )}
          {toolbar}
          {copy && (
            <CopyButton
              label="Copy rows"
              className="ml-auto"
              text={() =>
                rowsAsText(
                  shown.map((line) => line.original.row),
                  columns,
                )
              }
            />
          )}
        </div>
      )}
      <section
        ref={scroller}
        aria-label={caption}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        style={phone && shown.length <= virtualFrom ? undefined : { maxHeight }}
        className="overflow-auto -outline-offset-2"
      >
        <View {...{ model, columns, caption, loading, scroller, marked }} {...(onRowOpen && { onRowOpen })} />
        {!loading && shown.length === 0 && (
          <p className="px-3 py-6 text-center text-muted">No row matches “{search}”.</p>
        )}
      </section>
      <span role="status" className="sr-only">
        {search && `${shown.length} of ${rows.length} rows`}
      </span>
      {footer && <div className="border-t border-line px-3 py-2">{footer}</div>}
    </div>
  );
}
