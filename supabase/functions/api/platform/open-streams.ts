import { AppError } from "@plumbline/contracts";

const most = 10;
const refusals = {
  events: [`You have ${most} event streams open already`, "Close one of them, or poll the run instead"],
  upload: [`You are sending ${most} files already`, "Wait until one of them has arrived"],
} as const;

/** How many event streams, and how many uploads, each caller holds open in this process: each of them costs memory. */
export type OpenStreams = Map<string, number>;

/** Takes one of the caller's ten places and answers how to give it back. Throws rate_limited when all are taken. */
export function openStream(streams: OpenStreams, kind: keyof typeof refusals, caller: string): () => void {
  const place = `${kind} ${caller}`;
  const open = streams.get(place) ?? 0;
  if (open >= most) {
    const [detail, fix] = refusals[kind];
    throw new AppError("rate_limited", detail, { fix });
  }
  streams.set(place, open + 1);
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    const left = (streams.get(place) ?? 1) - 1;
    if (left === 0) streams.delete(place);
    else streams.set(place, left);
  };
}
