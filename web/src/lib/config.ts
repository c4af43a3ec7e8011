import { z } from "zod";

/** What the portal is told at run time by `/config.json`; one build serves every installation. */
export const RuntimeConfig = z.object({
  supabase_url: z.url(),
  supabase_key: z.string().min(1),
  api_url: z.url(),
  /** An account anyone may use, offered on the sign-in page. */
  demo: z.object({ email: z.string(), password: z.string() }).optional(),
});
export type RuntimeConfig = z.infer<typeof RuntimeConfig>;

/** The local stack behind one gateway: everything is on the portal's own origin. */
export function localConfig(origin: string): RuntimeConfig {
  return { supabase_url: origin, supabase_key: "sb_publishable_local", api_url: `${origin}/functions/v1/api` };
}

let current: RuntimeConfig | undefined;

/** Reads `/config.json` once, before anything else runs; a missing or unusable file means the local stack. */
export async function loadConfig(): Promise<RuntimeConfig> {
  const local = localConfig(location.origin);
  try {
    const answer = await fetch("/config.json", { cache: "no-cache" });
    const parsed = RuntimeConfig.partial().safeParse(answer.ok ? await answer.json() : {});
    const { supabase_url, supabase_key, api_url, demo } = parsed.success ? parsed.data : {};
    current = {
      supabase_url: supabase_url ?? local.supabase_url,
      supabase_key: supabase_key ?? local.supabase_key,
      api_url: api_url ?? local.api_url,
      ...(demo && { demo }),
    };
  } catch {
    current = local;
  }
  return current;
}

/** The loaded configuration; throws when called before `loadConfig` has answered. */
export function config(): RuntimeConfig {
  if (!current) throw new Error("config() was called before loadConfig()");
  return current;
}
