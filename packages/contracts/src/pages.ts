import { z } from "zod";

/** Keyset page request: `cursor` is opaque and comes from the last page's `next_cursor`. */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(200).optional(),
});
export type PageQuery = z.infer<typeof PageQuery>;

/** A page of `item`; `next_cursor` is null on the last page. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() });

export const Id = z.uuid();
/** ISO 8601 with offset, as the API sends every time. */
export const Timestamp = z.iso.datetime({ offset: true });
