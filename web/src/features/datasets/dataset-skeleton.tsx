import { Page } from "../../ui/page.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";

/** A dataset that is on its way, in its shape; `bare` leaves out the header. */
export function DatasetSkeleton({ bare = false }: { bare?: boolean }) {
  const body = (
    <div role="status">
      <span className="sr-only">Loading the dataset</span>
      {!bare && (
        <>
          <Skeleton className="h-6 w-72 max-w-full" />
          <Skeleton className="mt-2 h-4 w-96 max-w-full" />
        </>
      )}
      <Skeleton className="mt-4 h-16 w-full" />
      <Skeleton className="mt-3 h-60 w-full" />
      <div className="mt-3 grid gap-3 sm:grid-cols-2">
        <Skeleton className="h-56 w-full" />
        <Skeleton className="h-56 w-full" />
      </div>
      <Skeleton className="mt-6 h-72 w-full" />
    </div>
  );
  return bare ? body : <Page>{body}</Page>;
}
