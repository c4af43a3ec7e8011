import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { receiveFile } from "../datasets/receive-file.ts";
import { expectProblem, first, type TestApp, type TestUser, testApp } from "./test-app.ts";

let api: TestApp;
let editor: TestUser;
const limit = 1024 * 1024;
beforeAll(async () => {
  api = await testApp({ PLUMBLINE_MAX_UPLOAD_BYTES: String(limit) });
  editor = await api.asMember("editor");
});
afterAll(() => api.close());

const head = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n';
const headers = { "content-type": "multipart/form-data; boundary=x" };
const text = (value: string) => new TextEncoder().encode(value);
const unfinished = async () =>
  first(
    await api.owner<{ n: number }[]>`select count(*)::int as n from public.files
      where tenant_id = ${api.tenant_id} and stored_at is null`,
  ).n;

/** A body that begins with `start` and then goes on with `more` for ever. */
const endless = (start: string, more: string) => {
  let begun = false;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(text(begun ? more.repeat(100) : start));
      begun = true;
    },
  });
};
/** A body that begins with `start` and then says nothing any more. */
const silent = (start: string) =>
  new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(text(start)),
  });

test.each([
  ["a file", head, "a,b\n1,2\n".repeat(100)],
  ["what stands before the first part", "", "nothing of any part\r\n".repeat(50)],
  ["what stands behind the last part", `${head}a,b\n\r\n--x--\r\n`, "nothing of any part\r\n".repeat(50)],
  ["the headers of a part", "--x\r\ncontent-disposition: form-data; ", `x-more: ${"y".repeat(1000)}\r\n`],
  ["a field", '--x\r\ncontent-disposition: form-data; name="note"\r\n\r\n', "z".repeat(1000)],
  ["empty parts", "", '--x\r\ncontent-disposition: form-data; name="note"\r\n\r\n\r\n'],
])("an upload in which %s never ends is ended, and leaves nothing", async (_, start, more) => {
  const res = await editor.call("POST", "/v1/datasets", { body: endless(start, more), headers });
  expect([400, 413]).toContain(res.status);
  expect(await unfinished()).toBe(0);
});

test.each([
  ["before the first part", ""],
  ["in the headers of a part", "--x\r\ncontent-disp"],
  ["in the file", `${head}a,b`],
  ["behind the file", `${head}a,b\r\n--x\r\n`],
])("an upload that falls silent %s is given up", async (_, start) => {
  const init = { method: "POST", headers, body: silent(start), duplex: "half" };
  const request = new Request("http://x/", init);
  const read = receiveFile(
    request,
    limit,
    async ({ bytes }) => {
      for await (const _ of bytes);
    },
    20,
  );
  await expect(read).rejects.toMatchObject({ code: "invalid_request" });
});

test("ten uploads at once are a caller's most, and one that ends makes room", async () => {
  const stop = new AbortController();
  const bodies = Array.from({ length: 10 }, () => new TransformStream<Uint8Array, Uint8Array>());
  const writers = bodies.map(({ writable }) => writable.getWriter());
  const answers = bodies.map(({ readable }) =>
    editor.call("POST", "/v1/datasets", { body: readable, headers, signal: stop.signal }),
  );
  const row = () => text(`${head}id\n${crypto.randomUUID()}\n`);
  await Promise.all(writers.map((writer) => writer.write(row())));
  const form = `${head}id\n${crypto.randomUUID()}\n\r\n--x--\r\n`;
  const another = () => editor.call("POST", "/v1/datasets", { body: form, headers });
  await expectProblem(await another(), "rate_limited");
  // Somebody else is not held up by it.
  const other = await api.asMember("editor");
  expect((await other.call("POST", "/v1/datasets", { body: form, headers })).status).toBe(202);
  await writers[0]?.write(text("\r\n--x--\r\n"));
  await writers[0]?.close();
  expect((await answers[0])?.status).toBe(202);
  expect((await another()).status).toBe(202);
  for (const writer of writers.slice(1)) await writer.abort(new Error("gone"));
  expect((await Promise.all(answers.slice(1))).map(({ status }) => status)).toEqual(
    Array.from({ length: 9 }, () => 400),
  );
  await vi.waitFor(async () => expect(await unfinished()).toBe(0), { timeout: 10_000, interval: 20 });
});
