import type { TextModelInfo } from "@plumbline/contracts";
import { type Query, sql } from "../platform/sql.ts";

/** Those that a worker has offered, the default first. */
export const listTextModels: Query<TextModelInfo> = sql`
  select m.name, m.is_default, m.usd_per_million_input::float8 as usd_per_million_input,
    m.usd_per_million_output::float8 as usd_per_million_output, m.offered_at
  from public.text_models m where m.offered_at is not null order by m.is_default desc, m.name`;
