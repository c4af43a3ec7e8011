import { useEffect } from "react";
import { useNow } from "../../lib/now.ts";
import { useRateLimit } from "../../lib/rate-limit.ts";
import { toast } from "../../ui/toast.tsx";

const id = "rate-limit";

/** Says for as long as the server wants no more requests when it will take the next one. */
export function RateLimitToast() {
  const until = useRateLimit();
  const now = useNow(until > Date.now());
  const left_s = Math.ceil((until - now) / 1000);
  useEffect(() => {
    if (left_s > 0)
      toast.info("Too many requests in a short time", {
        id,
        lasting: true,
        description: `Try again in ${left_s} s. What the page was loading goes on by itself.`,
      });
    else toast.dismiss(id);
  }, [left_s]);
  return null;
}
