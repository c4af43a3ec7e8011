import { Fragment } from "react";

/** Keys to press: `Ctrl+K` together, `g d` one after the other. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className="inline-flex items-center gap-1 text-muted">
      {keys.split(" ").map((chord, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same key may come twice and the order never changes
        <Fragment key={at}>
          {at > 0 && <span className="text-xs">then</span>}
          {chord.split("+").map((key) => (
            <kbd
              key={key}
              className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border border-line bg-surface px-1 font-sans text-xs leading-none"
            >
              {key.length === 1 ? key.toUpperCase() : key}
            </kbd>
          ))}
        </Fragment>
      ))}
    </span>
  );
}
