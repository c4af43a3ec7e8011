import { bytea, type Query, sql } from "../platform/sql.ts";

export const mayUpload = sql<{ tenant_id: string }>`
  select tenant_id from (select private.tenant_id('editor') as tenant_id) t where tenant_id is not null`;

export const createFile = (id: string, name: string, media_type: string): Query => sql`
  insert into public.files (tenant_id, id, name, media_type)
  values (private.tenant_id('editor'), ${id}, ${name}, ${media_type})`;

export const addChunk = (fileId: string, position: number, bytes: Uint8Array): Query => sql`
  insert into public.file_chunks (tenant_id, file_id, position, bytes)
  values (private.tenant_id('editor'), ${fileId}, ${position}, ${bytea(bytes)})`;

/** Takes back an unfinished upload of the caller's own. */
export const deleteFile = (id: string): Query => sql`
  delete from public.files where id = ${id} and stored_at is null`;

/** Finishes the upload and keeps what became of it for the queries after it, in the same transaction. */
export const createDataset = (fileId: string, sha256: string): Query<{ deduplicated: boolean }> => sql`
  select set_config('app.dataset', dataset_id::text, true), set_config('app.run', run_id::text, true), deduplicated
  from public.create_dataset(${fileId}, ${sha256})`;
export const createdDatasetId = sql<string>`current_setting('app.dataset')::uuid`;

export interface FileRow {
  file_id: string;
  name: string;
  size_bytes: number;
  chunk_count: number;
}
export const getFile = (datasetId: string): Query<FileRow> => sql`
  select d.file_id, d.name, d.size_bytes, (select max(c.position) + 1 from public.file_chunks c
    where c.tenant_id = d.tenant_id and c.file_id = d.file_id) as chunk_count
  from public.datasets d where d.id = ${datasetId}`;

export const getChunk = (fileId: string, position: number): Query<{ bytes: Uint8Array<ArrayBuffer> }> => sql`
  select bytes from public.file_chunks where file_id = ${fileId} and position = ${position}`;
