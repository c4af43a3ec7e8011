import type { ColumnProfile, Finding, Profile } from "@plumbline/contracts";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { type ChatServer, chatServer, type Reply } from "../../models/chat-server.fixture.ts";
import { openAiModel } from "../../models/open-ai-model.ts";
import { textModelsFrom } from "../../models/text-models.ts";
import { writeAll, writeDeterministic } from "./index.ts";

let server: ChatServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const column = (name: string, values: string[], traits: ColumnProfile["traits"] = []): Partial<ColumnProfile> => ({
  name,
  role: "category",
  traits,
  top: values.map((value) => ({ value, count: 1 })),
});
const profile = {
  row_count: 100,
  columns: [
    column("Buyer Name", ["Sean Miller"]),
    column("mail", ["ann@example.com"], ["email"]),
    column("Region", ["West", "East"]),
  ],
} as Profile;

const findingOf = (key: string): Finding => ({
  key,
  kind: "concentration",
  severity: "minor",
  score: 0.5,
  columns: ["Buyer Name", "mail"],
  facts: { secret: "bob@example.com" },
  evidence: [
    {
      id: "e1",
      kind: "aggregate",
      label: "Orders of Sean Miller, sean.miller@example.com, +49 30 1234567",
      unit: { kind: "count" },
      query: { op: "count", filter: [{ column: "Buyer Name", is: "eq", value: "Sean Miller" }] },
      value: 24,
    },
    {
      id: "e2",
      kind: "rows",
      label: "The rows",
      where: [{ column: "mail", is: "eq", value: "ann@example.com" }],
      count: 24,
      columns: ["mail"],
      rows: [{ row: 1, cells: ["ann@example.com"] }],
    },
    {
      id: "e3",
      kind: "series",
      label: "By buyer",
      unit: { kind: "count" },
      query: { op: "count", filter: [] },
      by: { column: "Buyer Name" },
      points: [
        { group: "Sean Miller", value: 24 },
        { group: "Ann Lee", value: 20 },
      ],
    },
  ],
});
const finding = findingOf("a");
const words = (title: string, more = {}) =>
  JSON.stringify({
    title,
    summary: "Few make the most orders.".replace("the most", "many"),
    next_steps: ["Ask the owner."],
    ...more,
  });

async function written(
  reply: (user: string, nth: number) => Reply,
  findings = [finding],
  options: {
    timeout_ms?: number;
    signal?: AbortSignal;
    log?: { warn(f: Record<string, unknown>, m: string): void };
  } = {},
) {
  server = await chatServer(reply);
  const text = openAiModel({
    base_url: server.base_url,
    model: "small",
    timeout_ms: options.timeout_ms ?? 5_000,
    max_retries: 0,
  });
  const { timeout_ms: _, ...rest } = options;
  return writeAll(findings, profile, { models: { text }, ...rest });
}

describe("a model's words", () => {
  test("are taken when their numbers are in the evidence, and say who wrote them", async () => {
    const drafts = await written(() => words("24 orders are by one buyer".replace("one buyer", "Sean Miller")));
    expect(drafts).toEqual([
      {
        finding_key: "a",
        title: "24 orders are by Sean Miller",
        summary: "Few make many orders.",
        next_steps: ["Ask the owner."],
        written_by: "openai:small",
      },
    ]);
  });

  test("are asked for at temperature 0, with bounded tokens, as JSON", async () => {
    await written(() => words("24 orders"));
    expect(JSON.parse(server?.requests[0] ?? "")).toMatchObject({
      model: "small",
      temperature: 0,
      max_tokens: expect.any(Number),
      response_format: { type: "json_object" },
    });
  });

  test("never cost the data its secrets: no address, number or name of a person reaches the endpoint", async () => {
    await written(() => words("24 orders"));
    const sent = server?.requests.join("\n") ?? "";
    expect(sent).toContain("[person a]");
    expect(sent).not.toMatch(/@example|Sean|Miller|Ann Lee|1234567/i);
  });

  test("come back with what was masked", async () => {
    const [draft] = await written((user) => words(`24 orders are by ${/\[person \w+\]/.exec(user)?.[0]}`));
    expect(draft).toMatchObject({ title: "24 orders are by Sean Miller", written_by: "openai:small" });
  });
});

describe("the deterministic words are taken", () => {
  const plain = [writeDeterministic(finding)];
  test.each<[string, Reply]>([
    ["a wrong number", words("25 orders are by one buyer")],
    ["a wrong number in a next step", words("24 orders", { next_steps: ["Check the 30 rows."] })],
    ["an empty word", words("24 orders are remarkable")],
    ["no JSON", "I am happy to help."],
    ["JSON of another shape", JSON.stringify({ headline: "24 orders" })],
    ["too long a summary", words("24 orders", { summary: "Many words ".repeat(30) })],
    ["nothing", ""],
    ["500", (response) => void response.writeHead(500).end("no")],
    ["401", (response) => void response.writeHead(401).end("{}")],
    ["a broken connection", (response) => void response.destroy()],
    [
      "an answer that is no protocol",
      (response) => void response.writeHead(200, { "content-type": "application/json" }).end("{}"),
    ],
  ])("after %s", async (_, reply) => {
    expect(await written(() => reply)).toEqual(plain);
  });

  test("when the model does not answer in time", async () => {
    expect(await written(() => () => {}, [finding], { timeout_ms: 50 })).toEqual(plain);
  });

  test("for the rest of the run once the endpoint has failed, without asking on", async () => {
    const findings = Array.from({ length: 30 }, (_, i) => findingOf(`f${i}`));
    const drafts = await written(() => (response) => void response.writeHead(500).end(), findings);
    expect(drafts.map(({ finding_key }) => finding_key)).toEqual(findings.map(({ key }) => key));
    expect(server?.requests.length).toBeLessThan(10);
  });

  test("for each bad text alone: the others of the run keep the model's", async () => {
    const drafts = await written(
      (_, nth) => (nth === 2 ? "no" : words("24 orders")),
      [findingOf("a"), findingOf("b"), findingOf("c")],
    );
    expect(drafts.map(({ written_by }) => written_by).sort()).toEqual([
      "deterministic@1",
      "openai:small",
      "openai:small",
    ]);
  });

  test("and the log says so without a value of the data", async () => {
    const logged: unknown[] = [];
    await written(() => words("25 orders by Sean Miller"), [finding], {
      log: { warn: (...line) => logged.push(line) },
    });
    expect(JSON.stringify(logged)).toContain("does not hold");
    expect(JSON.stringify(logged)).not.toMatch(/Miller|25/);
  });
});

test("a model never answers what its schema does not allow", async () => {
  server = await chatServer(() => '{"title": 24}');
  const model = openAiModel({ base_url: server.base_url });
  await expect(model.complete({ system: "s", user: "u", schema: z.object({ title: z.string() }) })).rejects.toThrow();
});

test("an abort stops the writing", async () => {
  const abort = new AbortController();
  await expect(
    written(() => () => abort.abort(new Error("cancelled")), [finding], { signal: abort.signal }),
  ).rejects.toThrow("cancelled");
});

test("without settings there is no model, and every draft is deterministic", async () => {
  expect(textModelsFrom({ OPENAI_MODEL: "m" })).toMatchObject({ default: undefined, names: ["deterministic"] });
  expect(await writeAll([finding], profile)).toEqual([writeDeterministic(finding)]);
});

test("the settings name the model that serves and those a replay may choose", () => {
  const models = textModelsFrom({
    OPENAI_BASE_URL: "http://127.0.0.1:9/v1",
    OPENAI_MODEL: "m",
    OPENAI_MORE_MODELS: ["n", "m"],
  });
  expect(models.default?.id).toBe("openai:m");
  expect(models.names).toEqual(["openai:m", "openai:n", "deterministic"]);
  expect(models.get("openai:n")?.id).toBe("openai:n");
  expect(models.get("openai:o")).toBeUndefined();
});
