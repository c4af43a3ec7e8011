import { DataTable, type DataTableProps } from "./data-table.tsx";
import { ErrorState } from "./error-state.tsx";
import { LoadMore } from "./load-more.tsx";

/** What the table reads of the query that loads its rows page by page. */
interface PagedQuery {
  error: unknown;
  isError: boolean;
  isPending: boolean;
  isFetching: boolean;
  isFetchingNextPage: boolean;
  isPlaceholderData: boolean;
  hasNextPage: boolean;
  refetch: () => unknown;
  fetchNextPage: () => unknown;
}

interface PagedTableProps<T> extends Omit<DataTableProps<T>, "loading" | "footer" | "className"> {
  query: PagedQuery;
  /** How many rows are here, in words: "50 runs". */
  shown: string;
  /** "The runs could not be loaded". */
  failed: string;
}

/**
 * A table of a list that comes in pages: the next page on demand, pale while another filter loads, and a retry when
 * nothing could be loaded. Rows sort once all are here: what is not here yet cannot be sorted with what is.
 */
export function PagedTable<T>({ query, shown, failed, ...table }: PagedTableProps<T>) {
  if (query.isError && table.rows.length === 0)
    return (
      <ErrorState error={query.error} title={failed} onRetry={() => void query.refetch()} retrying={query.isFetching} />
    );
  return (
    <DataTable
      sortable={!query.hasNextPage}
      {...table}
      loading={query.isPending}
      className={query.isPlaceholderData ? "opacity-60" : ""}
      footer={
        table.rows.length > 0 && (
          <LoadMore
            shown={shown}
            hasMore={query.hasNextPage}
            loading={query.isFetchingNextPage}
            onMore={() => void query.fetchNextPage()}
          />
        )
      }
    />
  );
}
