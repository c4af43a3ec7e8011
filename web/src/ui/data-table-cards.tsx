import { cx } from "./class-names.ts";
import { virtualFrom } from "./data-table.tsx";
import { cellContent, type DataTableViewProps, isRowClick } from "./data-table-grid.tsx";
import { useRowWindow } from "./data-table-rows.ts";
import { SkeletonText } from "./skeleton.tsx";

/** The same rows on a phone: one card each, its columns as labelled values. */
export function DataTableCards<T>({
  model,
  columns,
  caption,
  loading,
  scroller,
  marked,
  onRowOpen,
}: DataTableViewProps<T>) {
  const rows = model.getRowModel().rows;
  const virtual = rows.length > virtualFrom;
  const view = useRowWindow({
    keys: rows.map((row) => row.id),
    virtual,
    estimate: 40 + 20 * columns.length,
    scroller,
    marked,
  });
  const heading = columns.find((column) => column.primary) ?? columns[0];
  const actions = columns.filter((column) => column.actions);
  const facts = columns.filter((column) => column !== heading && !column.actions && !column.hideInCard);

  return (
    <ul aria-label={caption} style={{ paddingTop: view.before, paddingBottom: view.after }}>
      {loading &&
        rows.length === 0 &&
        Array.from({ length: 3 }, (_, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the cards are all alike
          <li key={line} className="border-b border-line p-3">
            <SkeletonText lines={3} />
          </li>
        ))}
      {view.indices.map((index) => {
        const line = rows[index];
        if (!line || !heading) return null;
        const row = line.original.row;
        const isMarked = marked?.has(line.id) ?? false;
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the card's own link serves the keyboard
          <li
            key={line.id}
            ref={view.measure}
            data-index={index}
            data-marked={isMarked || undefined}
            onClick={onRowOpen ? (event) => isRowClick(event) && onRowOpen(row) : undefined}
            className={cx("border-b border-line px-3 py-2.5 last:border-b-0", isMarked && "bg-mark")}
          >
            <div className="flex items-start gap-2">
              <div className="min-w-0 flex-1 font-medium wrap-anywhere">{cellContent(heading, row)}</div>
              {actions.map((column) => (
                <div key={column.id}>{cellContent(column, row)}</div>
              ))}
            </div>
            <dl className="mt-1.5 grid grid-cols-[minmax(88px,auto)_minmax(0,1fr)] items-baseline gap-x-3 gap-y-0.5">
              {facts.map((column) => (
                <div key={column.id} className="contents">
                  <dt className="text-muted">{column.header}</dt>
                  <dd className={cx("min-w-0 wrap-anywhere", column.mono && "font-mono text-sm")}>
                    {cellContent(column, row)}
                  </dd>
                </div>
              ))}
            </dl>
          </li>
        );
      })}
    </ul>
  );
}
