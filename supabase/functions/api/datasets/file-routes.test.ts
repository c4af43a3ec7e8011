import { createHash, randomBytes } from "node:crypto";
import { DatasetAccepted } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { expectAnswer, expectProblem, first, type TestApp, testApp } from "../platform/test-app.ts";
import { fileForm, upload, uploaded } from "../platform/test-dataset.ts";

let api: TestApp;
const limit = 5 * 1024 * 1024;
beforeAll(async () => {
  api = await testApp({ PLUMBLINE_MAX_UPLOAD_BYTES: String(limit) });
});
afterAll(() => api.close());

const unfinished = async (target = api) =>
  first(
    await target.owner<{ n: number }[]>`select count(*)::int as n from public.files
      where tenant_id = ${target.tenant_id} and stored_at is null`,
  ).n;

test("an upload is stored in order, byte for byte, and answered with its run", async () => {
  const user = await api.asMember("editor");
  const bytes = randomBytes(3 * 1024 * 1024 + 12_345);
  const res = await upload(user, fileForm(bytes, "Umsätze 2026.csv"));
  const location = res.headers.get("location");
  const { dataset, run, deduplicated } = await expectAnswer(res, 202, DatasetAccepted);
  expect(location).toBe(`/v1/runs/${run.id}`);
  expect(deduplicated).toBe(false);
  expect(dataset).toMatchObject({
    name: "Umsätze 2026.csv",
    status: "processing",
    size_bytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    latest_run_id: run.id,
    created_by: user.user_id,
  });
  expect(run).toMatchObject({ status: "queued", kind: "dataset_insight", subject_id: dataset.id });

  const file = await user.get(`/v1/datasets/${dataset.id}/file`);
  expect(file.headers.get("content-disposition")).toBe(
    "attachment; filename=\"Ums_tze 2026.csv\"; filename*=UTF-8''Ums%C3%A4tze%202026.csv",
  );
  expect(file.headers.get("x-content-type-options")).toBe("nosniff");
  expect(file.headers.get("content-type")).toBe("application/octet-stream");
  expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true);
});

test("the upload and its job are one: a run without a job does not exist", async () => {
  const { run } = await uploaded(await api.asMember("editor"));
  const jobs = await api.owner`select data from pgboss.job where id = ${run.id}`;
  expect(jobs).toMatchObject([{ data: { tenant_id: api.tenant_id, run_id: run.id } }]);
});

test("the same bytes twice give the first dataset, and another tenant's bytes are its own", async () => {
  const user = await api.asMember("editor");
  const text = `a\n${crypto.randomUUID()}\n`;
  const one = await expectAnswer(await upload(user, fileForm(text)), 202, DatasetAccepted);
  const two = await expectAnswer(await upload(user, fileForm(text, "other.csv")), 202, DatasetAccepted);
  expect(two).toMatchObject({
    deduplicated: true,
    dataset: { id: one.dataset.id, name: "data.csv" },
    run: { id: one.run.id },
  });
  const elsewhere = await testApp();
  try {
    const other = await expectAnswer(
      await upload(await elsewhere.asMember("editor"), fileForm(text)),
      202,
      DatasetAccepted,
    );
    expect(other.deduplicated).toBe(false);
    expect(other.dataset.id).not.toBe(one.dataset.id);
  } finally {
    await elsewhere.close();
  }
  expect(await unfinished()).toBe(0);
});

test("bytes that failed run again when they are uploaded again", async () => {
  const user = await api.asMember("editor");
  const text = `a\n${crypto.randomUUID()}\n`;
  const one = await expectAnswer(await upload(user, fileForm(text)), 202, DatasetAccepted);
  await api.owner`update public.runs set status = 'failed' where id = ${one.run.id}`;
  const two = await expectAnswer(await upload(user, fileForm(text)), 202, DatasetAccepted);
  expect(two.run.id).not.toBe(one.run.id);
  expect(two.dataset).toMatchObject({ id: one.dataset.id, status: "processing", latest_run_id: two.run.id });
});

test("a file over the limit is refused and leaves nothing, declared or not", async () => {
  const user = await api.asMember("editor");
  const form = fileForm(Buffer.alloc(limit + 1, 97));
  await expectProblem(await upload(user, form), "payload_too_large");
  const declared = {
    headers: { "content-length": String(limit * 2), "content-type": "multipart/form-data; boundary=x" },
  };
  await expectProblem(await user.call("POST", "/v1/datasets", { body: "--x", ...declared }), "payload_too_large");
  expect(await unfinished()).toBe(0);
  const fits = await upload(user, fileForm(Buffer.alloc(limit, crypto.randomUUID())));
  expect(fits.status).toBe(202);
});

test("a body that stops in the middle leaves nothing", async () => {
  const user = await api.asMember("editor");
  const head = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n';
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent === 0) controller.enqueue(new TextEncoder().encode(head));
      else if (sent < 40) controller.enqueue(new Uint8Array(65_536).fill(97));
      else controller.error(new Error("the connection was reset"));
      sent++;
    },
  });
  const headers = { "content-type": "multipart/form-data; boundary=x" };
  await expectProblem(await user.call("POST", "/v1/datasets", { body, headers }), "invalid_request");
  const cut = `${head}${"a".repeat(2_000_000)}`;
  await expectProblem(await user.call("POST", "/v1/datasets", { body: cut, headers }), "invalid_request");
  expect(await unfinished()).toBe(0);
});

test("an upload is taken while it arrives, not after", async () => {
  const user = await api.asMember("editor");
  const head = '--x\r\ncontent-disposition: form-data; name="file"; filename="slow.csv"\r\n\r\n';
  const parts = new TransformStream<Uint8Array, Uint8Array>();
  const writer = parts.writable.getWriter();
  const headers = { "content-type": "multipart/form-data; boundary=x" };
  const answer = user.call("POST", "/v1/datasets", { body: parts.readable, headers });
  await writer.write(new TextEncoder().encode(head));
  const random = randomBytes(1_200_000);
  for (let at = 0; at < random.length; at += 65_536) await writer.write(random.subarray(at, at + 65_536));
  // The first mebibyte is in the database before the upload is complete.
  await vi.waitFor(async () => expect(await unfinished()).toBe(1), { timeout: 10_000, interval: 20 });
  await writer.write(new TextEncoder().encode("\r\n--x--\r\n"));
  await writer.close();
  const { dataset } = await expectAnswer(await answer, 202, DatasetAccepted);
  expect(dataset.size_bytes).toBe(random.length);
});

const twoFiles = () => {
  const form = fileForm("a\n1\n");
  form.append("file", new File(["b\n2\n"], "b.csv"));
  return form;
};
test.each([
  ["no file part", () => new FormData(), "invalid_request"],
  ["another field", () => fileForm("a\n1\n", "a.csv", "data"), "invalid_request"],
  ["two files", twoFiles, "invalid_request"],
  ["an empty file", () => fileForm(""), "file_empty"],
] as const)("an upload with %s is refused and leaves nothing", async (_, form, code) => {
  const problem = await expectProblem(await upload(await api.asMember("editor"), form()), code);
  expect(problem.fix ?? problem.errors?.[0]?.fix).toBeTruthy();
  expect(await unfinished()).toBe(0);
});

test("a file that was already stored when its form turned out wrong is taken back", async () => {
  const user = await api.asMember("editor");
  const part = (name: string) =>
    `--x\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\na\n1\n\r\n`;
  const parts = new TransformStream<Uint8Array, Uint8Array>();
  const writer = parts.writable.getWriter();
  const headers = { "content-type": "multipart/form-data; boundary=x" };
  const answer = user.call("POST", "/v1/datasets", { body: parts.readable, headers });
  await writer.write(new TextEncoder().encode(`${part("one.csv")}--x\r\n`));
  await vi.waitFor(async () => expect(await unfinished()).toBe(1), { timeout: 10_000, interval: 20 });
  await writer.write(new TextEncoder().encode(`${part("two.csv").slice(5)}--x--\r\n`));
  writer.close().catch(() => {});
  await expectProblem(await answer, "invalid_request");
  expect(await unfinished()).toBe(0);
});

test("an upload that is not a form is refused by its type", async () => {
  const user = await api.asMember("editor");
  for (const type of ["text/csv", "application/json", "multipart/form-data", "multipart/mixed; boundary=x"]) {
    const res = await user.call("POST", "/v1/datasets", { body: "a,b", headers: { "content-type": type } });
    await expectProblem(res, "unsupported_media_type");
  }
});

test("file names lose their path and what cannot be seen", async () => {
  const user = await api.asMember("editor");
  for (const [given, kept] of [
    ["../../etc/passwd", "passwd"],
    ["C:\\Users\\a\\b.csv", "b.csv"],
    ["a\u202Egpj.csv", "agpj.csv"],
    [`${"x".repeat(400)}.parquet`, `${"x".repeat(247)}.parquet`],
    ["it's \\ fine'; --.csv", "fine'; --.csv"],
  ] as const) {
    expect((await uploaded(user, given)).dataset.name).toBe(kept.trim());
  }
});

test("a viewer, a stranger and nobody cannot upload", async () => {
  await expectProblem(await upload(await api.asMember("viewer"), fileForm("a\n1\n")), "forbidden");
  const stranger = await api.asStranger();
  const headers = { "plumbline-tenant": api.tenant_id };
  const res = await stranger.call("POST", "/v1/datasets", { body: fileForm("a\n1\n"), headers });
  await expectProblem(res, "not_found");
  await expectProblem(await api.anonymous("POST", "/v1/datasets", { body: fileForm("a\n1\n") }), "unauthenticated");
});

test("a file is read by viewers of its tenant and by nobody else", async () => {
  const { dataset } = await uploaded(await api.asMember("editor"));
  const path = `/v1/datasets/${dataset.id}/file`;
  expect((await (await api.asMember("viewer")).get(path)).status).toBe(200);
  await expectProblem(await (await api.asStranger()).get(path), "not_found");
  await expectProblem(await api.anonymous("GET", path), "unauthenticated");
  await expectProblem(await (await api.asMember("viewer")).get("/v1/datasets/x/file"), "invalid_request");
});
