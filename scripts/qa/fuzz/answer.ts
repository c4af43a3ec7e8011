const mostBytes = 4 * 1024 * 1024;
const silence_ms = 60;
const patience_ms = 20_000;

/** An answer that has been read. */
export interface Received {
  status: number;
  headers: Headers;
  text: string;
}

/** Reads an answer whole; of an event stream only what comes at once, because it may stay open for long. */
export async function receive(answering: Promise<Response>): Promise<Received> {
  const res = await within(patience_ms, answering);
  const isStream = /event-stream/.test(res.headers.get("content-type") ?? "");
  const reader = res.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  while (reader && bytes < mostBytes) {
    const part = await within(isStream ? silence_ms : patience_ms, reader.read()).catch((error: unknown) => {
      if (isStream && error instanceof Silence) return { done: true, value: undefined };
      throw error;
    });
    if (part.done) break;
    bytes += part.value?.length ?? 0;
    text += decoder.decode(part.value, { stream: true });
  }
  await reader?.cancel().catch(() => {});
  return { status: res.status, headers: res.headers, text };
}

export class Silence extends Error {
  override readonly name = "Silence";
}

function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Silence(`nothing came for ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** The events of a stream: their name and data. A last one that is not complete yet is left out. */
export function eventsOf(text: string): { event: string; data: string }[] {
  return text
    .split("\n\n")
    .slice(0, -1)
    .flatMap((block) => {
      const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, "m").exec(block)?.[1];
      const data = field("data");
      return data === undefined ? [] : [{ event: field("event") ?? "message", data }];
    });
}
