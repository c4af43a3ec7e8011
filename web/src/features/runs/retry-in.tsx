import { formatDuration } from "../../lib/format.ts";
import { useNow } from "../../lib/now.ts";

/** "Tried again in 4 s", counting down. */
export function RetryIn({ at }: { at: string }) {
  const now = useNow(true, 500);
  const left = Date.parse(at) - now;
  return <>{left > 0 ? `Tried again in ${formatDuration(Math.ceil(left / 1000) * 1000)}` : "Tried again now"}</>;
}
