-- Files: uploaded bytes, in chunks, under RLS. Written by the edge while it streams; read by the worker.
create table public.files (
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  name text not null check (length(name) between 1 and 255),
  media_type text not null default 'application/octet-stream' check (length(media_type) <= 255),
  size_bytes bigint not null default 0 check (size_bytes >= 0),
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  created_by uuid default auth.uid() references auth.users (id) on delete set null,
  created_at timestamptz not null default now(),
  stored_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, sha256)
);
comment on table public.files is
  'Bytes a member uploaded. stored_at is null while the upload runs; sha256 is unique in a tenant, so the same bytes are kept once.';
create index files_tenant_id_created_at_idx on public.files (tenant_id, created_at desc);
create index files_created_by_idx on public.files (created_by);
create index files_uploading_idx on public.files (created_at) where stored_at is null;

create table public.file_chunks (
  tenant_id uuid not null,
  file_id uuid not null,
  position int not null check (position >= 0),
  bytes bytea not null check (octet_length(bytes) between 1 and 4194304),
  primary key (tenant_id, file_id, position),
  foreign key (tenant_id, file_id) references public.files (tenant_id, id) on delete cascade
);
comment on table public.file_chunks is 'The bytes of a file in order, at most 4 MiB a chunk.';
-- Uploads are mostly compressed or compress slowly: do not spend the upload on it.
alter table public.file_chunks alter column bytes set storage external;

alter table public.files enable row level security;
alter table public.file_chunks enable row level security;
revoke all on public.files, public.file_chunks from anon, authenticated, service_role;
create policy files_select_viewer on public.files for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy files_insert_editor on public.files for insert to authenticated
  with check (tenant_id = (select private.tenant_id('editor')) and created_by = (select auth.uid()) and stored_at is null);
-- Only one's own unfinished upload can be taken back; a stored file goes with its dataset.
create policy files_delete_editor on public.files for delete to authenticated
  using (tenant_id = (select private.tenant_id('editor')) and created_by = (select auth.uid()) and stored_at is null);
create policy file_chunks_select_viewer on public.file_chunks for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy file_chunks_insert_editor on public.file_chunks for insert to authenticated
  with check (
    tenant_id = (select private.tenant_id('editor'))
    and exists (
      select from public.files f
      where f.tenant_id = file_chunks.tenant_id and f.id = file_chunks.file_id
        and f.created_by = (select auth.uid()) and f.stored_at is null
    )
  );
create policy files_select_worker on public.files for select to worker
  using (tenant_id = (select private.job_tenant_id()));
create policy file_chunks_select_worker on public.file_chunks for select to worker
  using (tenant_id = (select private.job_tenant_id()));
grant select, delete on public.files to authenticated;
grant insert (tenant_id, id, name, media_type) on public.files to authenticated;
grant select on public.file_chunks to authenticated;
grant insert (tenant_id, file_id, position, bytes) on public.file_chunks to authenticated;
grant select on public.files, public.file_chunks to worker;

create function private.sweep_files(p_older_than interval default '1 hour') returns bigint
  language sql volatile security definer set search_path = '' as $$
  with gone as (delete from public.files where stored_at is null and created_at < now() - p_older_than returning 1)
  select count(*) from gone
$$;
comment on function private.sweep_files(interval) is 'Removes uploads that were never finished, in every tenant; tells only how many.';
grant execute on function private.sweep_files(interval) to worker;
