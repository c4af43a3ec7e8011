import { AuthClient, type AuthError, type Session } from "@supabase/supabase-js";
import { useSyncExternalStore } from "react";
import { ApiError } from "./api-error.ts";
import { config } from "./config.ts";

/** `loading` until the remembered session has been read; `ended` tells a session that expired from a sign-out. */
export type AuthState =
  | { status: "loading" }
  | { status: "signed_in"; user_id: string; email: string }
  | { status: "signed_out"; ended: boolean };

type Client = InstanceType<typeof AuthClient>;
let client: Client | undefined;
let session: Session | null = null;
let state: AuthState = { status: "loading" };
const listeners = new Set<() => void>();
const userListeners = new Set<() => void>();

/** Calls back whenever somebody else, or nobody, is signed in. */
export function followUser(listener: () => void): void {
  userListeners.add(listener);
}

const userOf = (of: AuthState): string | undefined => (of.status === "signed_in" ? of.user_id : undefined);

function publish(next: AuthState): void {
  const changed = userOf(state) !== userOf(next);
  state = next;
  if (changed) for (const listener of userListeners) listener();
  for (const listener of listeners) listener();
}

function hold(next: Session | null, ended = false): void {
  session = next;
  if (next) {
    if (state.status === "signed_in" && state.user_id === next.user.id) return;
    publish({ status: "signed_in", user_id: next.user.id, email: next.user.email ?? "" });
  } else publish({ status: "signed_out", ended });
}

/** Reads the remembered session and keeps it fresh. Only the auth part of supabase-js is used, so only it is bundled. */
export async function startAuth(): Promise<void> {
  const { supabase_url, supabase_key } = config();
  client = new AuthClient({
    url: `${supabase_url}/auth/v1`,
    headers: { apikey: supabase_key },
    storageKey: "plumbline.session",
    autoRefreshToken: true,
    persistSession: true,
    detectSessionInUrl: true,
  });
  client.onAuthStateChange((event, next) => {
    // A refresh that failed for good signs out by itself: that is an ended session, not a choice.
    if (event === "SIGNED_OUT") {
      if (state.status !== "signed_out") hold(null, true);
    } else if (event !== "INITIAL_SESSION") hold(next);
  });
  const { data } = await client.getSession();
  if (state.status === "loading") hold(data.session);
}

function auth(): Client {
  if (!client) throw new Error("auth was used before startAuth()");
  return client;
}

/** The token for the next request, refreshed when it is about to expire or when asked; undefined when signed out. */
export async function accessToken(options: { refresh?: boolean } = {}): Promise<string | undefined> {
  if (!session) return undefined;
  if (options.refresh) return (await auth().refreshSession()).data.session?.access_token;
  const expires_ms = (session.expires_at ?? Number.POSITIVE_INFINITY) * 1000;
  if (expires_ms - Date.now() > 30_000) return session.access_token;
  return (await auth().getSession()).data.session?.access_token;
}

function fail(error: AuthError): never {
  const code = error.code ?? "";
  if (error.status === 429)
    throw new ApiError("rate_limited", "Too many attempts.", { fix: "Wait a minute, then try again." });
  if (code === "invalid_credentials" || /invalid login/i.test(error.message))
    throw new ApiError("unauthenticated", "The email or the password is not right.");
  if (code === "user_already_exists" || code === "email_exists" || /already registered/i.test(error.message))
    throw new ApiError("conflict", "This email has an account already.", { fix: "Sign in instead." });
  if (code === "weak_password") throw new ApiError("invalid_request", error.message);
  if (error.status === 0 || error.name === "AuthRetryableFetchError")
    throw new ApiError("unavailable", "The sign-in service cannot be reached.", {
      fix: "Check your connection, then try again.",
    });
  throw new ApiError((error.status ?? 500) >= 500 ? "internal" : "invalid_request", error.message);
}

/** Signs in, or throws an ApiError that says why not. */
export async function signIn(email: string, password: string): Promise<void> {
  const { data, error } = await auth().signInWithPassword({ email, password });
  if (error) fail(error);
  hold(data.session);
}

/** Creates an account. `confirm` means that a mail was sent and must be answered first. */
export async function signUp(email: string, password: string, display_name: string): Promise<"signed_in" | "confirm"> {
  const { data, error } = await auth().signUp({ email, password, options: { data: { name: display_name } } });
  if (error) fail(error);
  hold(data.session);
  return data.session ? "signed_in" : "confirm";
}

/** Signs this browser out, also when the server cannot be told. */
export async function signOut(): Promise<void> {
  publish({ status: "signed_out", ended: false });
  session = null;
  await auth().signOut({ scope: "local" });
}

/** The server refuses the session for good: forget it and let the portal ask to sign in again. */
export async function endSession(): Promise<void> {
  if (!session) return;
  hold(null, true);
  await auth().signOut({ scope: "local" });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Who is signed in, following changes. */
export const useAuth = (): AuthState => useSyncExternalStore(subscribe, () => state);
