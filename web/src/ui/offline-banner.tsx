import { WifiOff } from "lucide-react";

/** Says that the network is gone; what is on the screen stays readable. */
export function OfflineBanner({ offline }: { offline: boolean }) {
  return (
    <div role="status">
      {offline && (
        <p className="flex items-center justify-center gap-2 border-b border-line bg-mark px-4 py-1.5 text-ink">
          <WifiOff aria-hidden className="size-3.5 shrink-0" />
          You are offline. What you see may be old; it is renewed when the connection is back.
        </p>
      )}
    </div>
  );
}
