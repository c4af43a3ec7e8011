import {
  AppError,
  DatasetAccepted,
  DatasetProfile,
  type Insight,
  InsightPage,
  isFinished,
  Me,
  Problem,
  RunDetail,
  Tenant,
} from "@plumbline/contracts";
import { createClient } from "@supabase/supabase-js";
import type { z } from "zod";
import type { Stack } from "./stack.ts";

/** A signed-in person of a tenant, talking to the public API as anybody would. */
export class ApiClient {
  readonly #apiUrl: string;
  readonly #token: string;
  #tenantId: string | undefined;

  private constructor(apiUrl: string, token: string) {
    this.#apiUrl = apiUrl;
    this.#token = token;
  }

  /** Signs in, or up when the account is new. */
  static async signIn(stack: Stack, email: string, password: string): Promise<ApiClient> {
    const { auth } = createClient(stack.url, stack.publishableKey, {
      auth: { persistSession: false, autoRefreshToken: false },
    });
    const known = await auth.signInWithPassword({ email, password });
    const session =
      known.data.session ?? (await auth.signUp({ email, password, options: { data: { name: "Demo" } } })).data.session;
    if (!session) throw new AppError("unauthenticated", known.error?.message ?? "Sign-in gave no session");
    return new ApiClient(stack.apiUrl, session.access_token);
  }

  /** Works in the tenant of that slug from now on, creating it when the person is not in it. */
  async useTenant(slug: string, name: string): Promise<void> {
    const me = await this.#call(Me, "GET", "/v1/me");
    const mine = me.memberships.find((m) => m.tenant.slug === slug)?.tenant;
    this.#tenantId = (mine ?? (await this.#call(Tenant, "POST", "/v1/tenants", JSON.stringify({ slug, name })))).id;
  }

  upload(bytes: Blob, fileName: string): Promise<DatasetAccepted> {
    const form = new FormData();
    form.set("file", bytes, fileName);
    return this.#call(DatasetAccepted, "POST", "/v1/datasets", form);
  }

  run(id: string): Promise<RunDetail> {
    return this.#call(RunDetail, "GET", `/v1/runs/${id}`);
  }

  /** Polls until the run has ended (or `until` holds), telling its state each time. */
  async follow(
    id: string,
    onChange: (run: RunDetail) => void,
    everyMs = 100,
    until: (run: RunDetail) => boolean = (run) => isFinished(run.status),
  ): Promise<RunDetail> {
    for (;;) {
      const run = await this.run(id);
      onChange(run);
      if (until(run)) return run;
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }

  profile(datasetId: string): Promise<DatasetProfile> {
    return this.#call(DatasetProfile, "GET", `/v1/datasets/${datasetId}/profile`);
  }

  async insights(datasetId: string): Promise<Insight[]> {
    return (await this.#call(InsightPage, "GET", `/v1/insights?dataset_id=${datasetId}&limit=100`)).items;
  }

  async #call<T extends z.ZodType>(
    contract: T,
    method: string,
    path: string,
    body?: string | FormData,
  ): Promise<z.infer<T>> {
    const response = await fetch(`${this.#apiUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(this.#tenantId ? { "plumbline-tenant": this.#tenantId } : {}),
        ...(typeof body === "string" ? { "content-type": "application/json" } : {}),
      },
      ...(body === undefined ? {} : { body }),
    });
    const answer: unknown = await response.json();
    if (response.ok) return contract.parse(answer);
    const problem = Problem.parse(answer);
    throw new AppError(problem.code, problem.detail, {
      ...(problem.fix === undefined ? {} : { fix: problem.fix }),
      ...(problem.errors === undefined ? {} : { errors: problem.errors }),
    });
  }
}
