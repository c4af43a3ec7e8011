import { isAppError } from "@plumbline/contracts";
import { createApi } from "./app.ts";
import { readSettings, type Settings } from "./platform/env.ts";
import { lineWriter } from "./platform/line-writer.ts";

function settingsOrExit(): Settings {
  try {
    return readSettings(Deno.env.toObject());
  } catch (error) {
    console.error(JSON.stringify({ level: "fatal", message: isAppError(error) ? error.message : String(error) }));
    Deno.exit(1);
  }
}

const settings = settingsOrExit();
const log = lineWriter((text) => Deno.stdout.writeSync(new TextEncoder().encode(text)));
const { app, close } = createApi(settings, log.write);
const server = Deno.serve(
  {
    port: settings.port,
    hostname: settings.host,
    onListen: ({ port }) => console.log(JSON.stringify({ ready: true, name: "edge", port })),
  },
  app.fetch,
);

let stopping = false;
/** Finishes the requests under way, for five seconds at most, then ends. */
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  const late = setTimeout(() => Deno.exit(0), 5000);
  await server.shutdown();
  await close();
  log.flush();
  clearTimeout(late);
  Deno.exit(0);
}
for (const signal of ["SIGTERM", "SIGINT"] as const) Deno.addSignalListener(signal, stop);

// Locally the standard input is held open by the process that started this one: its end is that process's end.
if (Deno.env.get("PLUMBLINE_EXIT_WITH_STDIN") === "1") {
  for await (const _ of Deno.stdin.readable) {
    // Nothing is expected to come.
  }
  await stop();
}
