-- Changes of how a tenant's runs work are in the audit log. Contract: packages/contracts/src/audit.ts
create trigger _900_audit after insert or update or delete on public.pipelines
  for each row execute function private.tg__audit('pipeline', 'id');
create trigger _900_audit after insert or update or delete on public.pipeline_versions
  for each row execute function private.tg__audit('pipeline_version', 'id');
create trigger _900_audit after insert or update or delete on public.ir_schemas
  for each row execute function private.tg__audit('ir_schema', 'id');
create trigger _900_audit after insert or update or delete on public.ir_schema_versions
  for each row execute function private.tg__audit('ir_schema_version', 'id');
create trigger _900_audit after insert or update or delete on public.metric_definitions
  for each row execute function private.tg__audit('metric_definition', 'id');
create trigger _900_audit after insert or update or delete on public.metric_profiles
  for each row execute function private.tg__audit('metric_profile', 'id');
create trigger _900_audit after insert or update or delete on public.ground_truth
  for each row execute function private.tg__audit('ground_truth', 'id');
