import { Button } from "./button.tsx";

interface LoadMoreProps {
  /** How many are on the screen, in words: "50 runs". */
  shown: string;
  hasMore: boolean;
  loading: boolean;
  onMore: () => void;
}

/** The foot of a list that comes in pages: what is shown, and the next page on demand. */
export function LoadMore({ shown, hasMore, loading, onMore }: LoadMoreProps) {
  return (
    <div className="flex items-center justify-between gap-3 text-muted">
      <span>{hasMore ? `${shown}, more on the server` : shown}</span>
      {hasMore && (
        <Button size="sm" onClick={onMore} busy={loading}>
          Show more
        </Button>
      )}
    </div>
  );
}
