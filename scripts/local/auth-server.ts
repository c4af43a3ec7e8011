import { App } from "@supabase/lite";
import { createPostgresConnection } from "@supabase/lite/postgres";

export interface AuthServerOptions {
  /** Owner of the database: the auth schema belongs to it. */
  databaseUrl: string;
  jwtSecret: string;
  siteUrl: string;
  publishableKey: string;
}

/**
 * Auth and REST compatible with Supabase, in this process. Only `/auth/v1` and `/rest/v1` of it may be reachable from
 * outside: `/_system` answers anybody with the database's URL.
 */
export async function createAuthServer(options: AuthServerOptions) {
  const connection = await createPostgresConnection({
    url: options.databaseUrl,
    postgresOptions: { max: 5, onnotice: () => {} },
  });
  const app = new App({
    connection,
    auth: {
      enabled: true,
      site_url: options.siteUrl,
      jwt_secret: options.jwtSecret,
      jwt_expiry: 3600,
      publishable_key: options.publishableKey,
      // Nobody holds this key: the service role is not used, and a random one cannot be guessed.
      secret_key: `sb_secret_${crypto.randomUUID()}`,
      email: { enable_confirmations: false },
    },
  });
  // Left alone, its first REST call grants ALL on every table with RLS to anon and authenticated.
  // The flag has no public setter; the grants are asserted on every start and in a test.
  Reflect.set(connection, "rlsState", "active");
  return { app, close: () => connection.close() };
}
