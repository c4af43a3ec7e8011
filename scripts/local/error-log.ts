/**
 * From now on console.error and console.warn of this process tell of an error its name, code and stack, one JSON line, and
 * nothing else. The auth server prints whole errors, and the message or detail of a database error can hold a row's values.
 */
export function logWithoutValues(): void {
  const write =
    (level: string) =>
    (...args: unknown[]) => {
      const errors = args.filter((arg) => arg instanceof Error);
      for (const error of errors) console.log(JSON.stringify({ level, ...withoutValues(error) }));
      if (errors.length === 0) console.log(JSON.stringify({ level, name: "message", arguments: args.length }));
    };
  console.error = write("error");
  console.warn = write("warn");
}

/** Where an error came from. Its message comes before the frames in its stack, may look like one itself, and is cut out. */
export function withoutValues(error: Error): { name: string; code?: string; frames: string[] } {
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  const { stack = "", message } = error;
  const behind = stack.includes(message) ? stack.slice(stack.indexOf(message) + message.length) : "";
  const frames = behind.split("\n").filter((line) => /^\s+at /.test(line));
  return { name: error.name, ...code, frames: frames.slice(0, 5).map((line) => line.trim()) };
}
