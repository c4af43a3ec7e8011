import { RunEvent } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectProblem, type TestApp, type TestUser, testApp } from "../platform/test-app.ts";
import { uploaded } from "../platform/test-dataset.ts";

let api: TestApp;
beforeAll(async () => {
  api = await testApp();
});
afterAll(() => api.close());

interface Message {
  id: number | undefined;
  event: string | undefined;
  data: unknown;
}

/** The messages of a stream, as they come. */
async function* messages(res: Response): AsyncGenerator<Message> {
  expect(res.headers.get("content-type")).toContain("text/event-stream");
  let rest = "";
  for await (const piece of res.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    rest += piece;
    for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
      const lines = rest.slice(0, end).split("\n");
      rest = rest.slice(end + 2);
      const field = (name: string) => lines.find((l) => l.startsWith(`${name}: `))?.slice(name.length + 2);
      const data = field("data");
      if (data !== undefined) yield { id: Number(field("id")), event: field("event"), data: JSON.parse(data) };
    }
  }
}

const open = (user: TestUser, run: string, after?: number, signal?: AbortSignal) =>
  user.get(`/v1/runs/${run}/events`, {
    ...(after !== undefined && { headers: { "last-event-id": String(after) } }),
    ...(signal && { signal }),
  });
const happen = (run: string, type: string, step: string | null = null) =>
  api.owner`insert into public.run_events (tenant_id, run_id, type, step_key, progress, message)
    values (${api.tenant_id}, ${run}, ${type}, ${step}, 0.5, 'Reading')`;
const finish = async (run: string) => {
  await api.owner.begin(async (tx) => {
    await tx`update public.runs set status = 'succeeded', finished_at = now() where id = ${run}`;
    await tx`insert into public.run_events (tenant_id, run_id, type) values (${api.tenant_id}, ${run}, 'succeeded')`;
  });
};

test("a stream tells the history, then what happens, and ends with the run", async () => {
  const { run } = await uploaded(await api.asMember("editor"));
  const viewer = await api.asMember("viewer");
  const seen: RunEvent[] = [];
  for await (const { id, event, data } of messages(await open(viewer, run.id))) {
    const told = RunEvent.strict().parse(data);
    expect(id).toBe(told.seq);
    expect(event).toBe(told.type);
    seen.push(told);
    if (told.type === "queued") await happen(run.id, "step_started", "parse");
    if (told.type === "step_started") await finish(run.id);
  }
  expect(seen.map((e) => e.type)).toEqual(["queued", "step_started", "succeeded"]);
  expect(seen[1]).toMatchObject({ run_id: run.id, step_key: "parse", progress: 0.5, message: "Reading" });
});

test("a resumed stream starts after the last event that was seen", async () => {
  const user = await api.asMember("editor");
  const { run } = await uploaded(user);
  await happen(run.id, "started");
  await finish(run.id);
  const all = await Array.fromAsync(messages(await open(user, run.id)));
  expect(all.map((m) => m.event)).toEqual(["queued", "started", "succeeded"]);
  const rest = await Array.fromAsync(messages(await open(user, run.id, all[0]?.id)));
  expect(rest).toEqual(all.slice(1));
  expect(await Array.fromAsync(messages(await open(user, run.id, all[2]?.id)))).toEqual([]);
});

test("an event that was committed late is still told", async () => {
  const user = await api.asMember("editor");
  const { run } = await uploaded(user);
  const seen: (string | undefined)[] = [];
  let late: string | undefined;
  for await (const { event, id } of messages(await open(user, run.id))) {
    seen.push(event);
    if (event === "queued") {
      // A slower transaction: it took its number first and shows its event after a later one was told.
      late = String((id ?? 0) + 1);
      await api.owner`select setval(pg_get_serial_sequence('public.run_events', 'seq'), ${String((id ?? 0) + 100)}::bigint)`;
      await happen(run.id, "started");
    }
    if (event === "started") {
      await api.owner`insert into public.run_events (tenant_id, run_id, seq, type) overriding system value
        values (${api.tenant_id}, ${run.id}, ${late ?? "0"}::bigint, 'step_started')`;
    }
    if (event === "step_started") await finish(run.id);
  }
  expect(seen).toEqual(["queued", "started", "step_started", "succeeded"]);
});

test("a caller has ten streams open at once and no more, and a closed one makes room", async () => {
  const { run } = await uploaded(await api.asMember("editor"));
  const [viewer, other] = [await api.asMember("viewer"), await api.asMember("viewer")];
  const streams = await Promise.all(Array.from({ length: 10 }, () => open(viewer, run.id)));
  expect(streams.map((res) => res.status)).toEqual(streams.map(() => 200));
  const refused = await expectProblem(await open(viewer, run.id), "rate_limited");
  expect(refused.fix).toContain("Close one");
  const theirs = await open(other, run.id);
  expect(theirs.status).toBe(200);
  // One that never began takes no place.
  for (let i = 0; i < 11; i++) await expectProblem(await open(other, crypto.randomUUID()), "not_found");
  await streams[0]?.body?.cancel();
  await expect.poll(async () => (await open(viewer, run.id)).status).toBe(200);
  // With the run they all end, and every place is free again.
  await finish(run.id);
  await Promise.all([theirs, ...streams.slice(1)].map((res) => res.text()));
  for (let i = 0; i < 11; i++) expect((await (await open(other, run.id)).text()).length).toBeGreaterThan(0);
});

test("a key follows a run until it is revoked", async () => {
  const { run } = await uploaded(await api.asMember("editor"));
  const key = await api.asKey("viewer");
  const seen: Message[] = [];
  for await (const message of messages(await open(key, run.id))) {
    seen.push(message);
    if (message.event === "queued") {
      await api.owner`update public.api_keys set revoked_at = now() where id = ${key.key_id}`;
      await happen(run.id, "started");
    }
  }
  expect(seen.map((m) => m.event)).toEqual(["queued", "problem"]);
  expect(seen[1]?.data).toMatchObject({ code: "unauthenticated" });
});

test("a member who is suspended hears nothing more", async () => {
  const { run } = await uploaded(await api.asMember("editor"));
  const viewer = await api.asMember("viewer");
  const seen: Message[] = [];
  for await (const message of messages(await open(viewer, run.id))) {
    seen.push(message);
    if (message.event === "queued") {
      await api.owner`update public.members set status = 'suspended' where user_id = ${viewer.user_id}`;
      await happen(run.id, "started");
    }
  }
  expect(seen.map((m) => m.event)).toEqual(["queued", "problem"]);
  expect(seen[1]?.data).toMatchObject({ code: "membership_suspended" });
});
