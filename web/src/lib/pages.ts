/** How a list that comes in pages goes on: spread into `infiniteQueryOptions`, and give `pageParam` as `cursor`. */
export const keysetPages = {
  initialPageParam: "",
  getNextPageParam: (last: { next_cursor: string | null }): string | undefined => last.next_cursor ?? undefined,
};

/** Every item loaded so far, in order. */
export const itemsOf = <T>(data: { pages: { items: T[] }[] } | undefined): T[] =>
  data?.pages.flatMap((page) => page.items) ?? [];
