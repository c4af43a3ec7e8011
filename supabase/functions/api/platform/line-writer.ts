const flush_ms = 20;
const flushLength = 64 * 1024;

/**
 * Collects lines and hands them on together, at the latest after 20 ms: a write for every request would cost more than
 * the request. `flush` hands on what is left; a process that is killed loses at most those 20 ms.
 */
export function lineWriter(send: (text: string) => void): { write(line: string): void; flush(): void } {
  let text = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const ready = text;
    text = "";
    if (ready !== "") send(ready);
  };
  return {
    write(line) {
      text += `${line}\n`;
      if (text.length >= flushLength) flush();
      else timer ??= setTimeout(flush, flush_ms);
    },
    flush,
  };
}
