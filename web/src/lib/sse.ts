/** One server-sent event. `id` is the last id seen, as Last-Event-ID wants it. */
export interface ServerEvent {
  id: string;
  event: string;
  data: string;
}

/**
 * Reads server-sent events out of text that arrives in pieces (WHATWG HTML, "Server-sent events"): feed it every piece
 * and get the events that are complete. Comments and fields nobody asked for are skipped.
 */
export function sseParser(): (piece: string) => ServerEvent[] {
  let rest = "";
  let id = "";
  let event = "";
  let data: string[] = [];
  let first = true;

  return (piece) => {
    rest += piece;
    if (first && rest.length > 0) {
      rest = rest.replace(/^\uFEFF/, "");
      first = false;
    }
    const events: ServerEvent[] = [];
    // A lone CR at the end may be half of a CRLF: it waits for the next piece.
    for (let at = lineEnd(rest); at; at = lineEnd(rest)) {
      const line = rest.slice(0, at.start);
      rest = rest.slice(at.end);
      if (line === "") {
        if (data.length > 0) events.push({ id, event: event || "message", data: data.join("\n") });
        event = "";
        data = [];
        continue;
      }
      const colon = line.indexOf(":");
      const field = colon === -1 ? line : line.slice(0, colon);
      const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (field === "data") data.push(value);
      else if (field === "event") event = value;
      else if (field === "id" && !value.includes("\0")) id = value;
    }
    return events;
  };
}

function lineEnd(text: string): { start: number; end: number } | undefined {
  const start = text.search(/[\r\n]/);
  if (start === -1) return undefined;
  if (text[start] === "\n") return { start, end: start + 1 };
  if (start + 1 === text.length) return undefined;
  return { start, end: text[start + 1] === "\n" ? start + 2 : start + 1 };
}

/** Yields the events of an open answer until the server ends it. */
export async function* serverEvents(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<ServerEvent> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const parse = sseParser();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield* parse(next.value);
  } finally {
    reader.cancel().catch(() => undefined);
  }
}
