import { AppError } from "@plumbline/contracts";

const most = 10;

/** How many event streams each caller holds open in this process. */
export type OpenStreams = Map<string, number>;

/** Takes one of the caller's ten places and answers how to give it back. Throws rate_limited when all are taken. */
export function openStream(streams: OpenStreams, caller: string): () => void {
  const open = streams.get(caller) ?? 0;
  if (open >= most) {
    throw new AppError("rate_limited", `You have ${most} event streams open already`, {
      fix: "Close one of them, or poll the run instead",
    });
  }
  streams.set(caller, open + 1);
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    const left = (streams.get(caller) ?? 1) - 1;
    if (left === 0) streams.delete(caller);
    else streams.set(caller, left);
  };
}
