import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ServerEvent, serverEvents, sseParser } from "./sse.ts";

const stream = [
  ": hello",
  "",
  "event: step_progress",
  "id: 7",
  'data: {"progress":',
  "data: 0.5}",
  "",
  "data:no space",
  "retry: 3000",
  "",
  "id: 9",
  "data",
  "",
  "data: never finished",
].join("\n");

const expected: ServerEvent[] = [
  { id: "7", event: "step_progress", data: '{"progress":\n0.5}' },
  { id: "7", event: "message", data: "no space" },
  { id: "9", event: "message", data: "" },
];

describe("server-sent events", () => {
  test("are read as the standard says: joined data, kept id, comments and unfinished events dropped", () => {
    expect(sseParser()(stream)).toEqual(expected);
  });

  test("are the same however the network cuts them, with any line ending", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("\n", "\r\n", "\r"),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (ending, cuts) => {
          const text = stream.replaceAll("\n", ending);
          const parse = sseParser();
          const events: ServerEvent[] = [];
          for (let at = 0, turn = 0; at < text.length; turn++) {
            const size = cuts[turn % cuts.length] ?? 1;
            events.push(...parse(text.slice(at, at + size)));
            at += size;
          }
          expect(events).toEqual(expected);
        },
      ),
    );
  });

  test("a byte order mark at the start is no part of the first field", () => {
    expect(sseParser()("\uFEFFdata: a\n\n")).toEqual([{ id: "", event: "message", data: "a" }]);
  });

  test("a character cut in the middle of its bytes arrives whole", async () => {
    const bytes = new TextEncoder().encode("data: Größe ✓\n\n");
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(new Uint8Array([byte]));
        controller.close();
      },
    });
    const events: ServerEvent[] = [];
    for await (const event of serverEvents(body)) events.push(event);
    expect(events.map((event) => event.data)).toEqual(["Größe ✓"]);
  });
});
