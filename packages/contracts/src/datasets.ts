import { z } from "zod";
import { Id, PageQuery, page, Timestamp } from "./pages.ts";
import { Run } from "./runs.ts";

/** `csv` covers every delimited text that is not tab separated. */
export const DatasetFormat = z.enum(["csv", "tsv", "xlsx", "json", "ndjson", "parquet"]);
export type DatasetFormat = z.infer<typeof DatasetFormat>;

export const DatasetStatus = z.enum(["processing", "ready", "failed"]);
export type DatasetStatus = z.infer<typeof DatasetStatus>;

export const Dataset = z
  .object({
    id: Id,
    name: z.string(),
    status: DatasetStatus,
    /** Null until the parser has looked inside. */
    format: DatasetFormat.nullable(),
    size_bytes: z.int(),
    sha256: z.string(),
    row_count: z.int().nullable(),
    column_count: z.int().nullable(),
    quality_score: z.number().nullable(),
    insight_count: z.int(),
    /** Rises with every published run; 0 before the first. Insights and profile carry it. */
    revision: z.int(),
    latest_run_id: Id.nullable(),
    created_by: Id.nullable(),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ ref: "Dataset" });
export type Dataset = z.infer<typeof Dataset>;

export const DatasetDetail = Dataset.extend({ latest_run: Run.nullable() }).meta({ ref: "DatasetDetail" });
export type DatasetDetail = z.infer<typeof DatasetDetail>;

/** `deduplicated`: these bytes were here already, so the existing dataset answers. */
export const DatasetAccepted = z
  .object({ dataset: Dataset, run: Run, deduplicated: z.boolean() })
  .meta({ ref: "DatasetAccepted" });
export type DatasetAccepted = z.infer<typeof DatasetAccepted>;

export const DatasetUpdate = z.object({ name: z.string().trim().min(1).max(255) });
export type DatasetUpdate = z.infer<typeof DatasetUpdate>;

export const DatasetQuery = PageQuery.extend({
  status: DatasetStatus.optional(),
  search: z.string().max(200).optional(),
});
export type DatasetQuery = z.infer<typeof DatasetQuery>;
export const DatasetPage = page(Dataset).meta({ ref: "DatasetPage" });
export type DatasetPage = z.infer<typeof DatasetPage>;

/** Largest upload unless PLUMBLINE_MAX_UPLOAD_BYTES says otherwise: 100 MiB. */
export const defaultMaxUploadBytes = 100 * 1024 * 1024;
