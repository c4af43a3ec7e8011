import { cx } from "./class-names.ts";
import { CopyButton } from "./copy-button.tsx";

interface CopyLineProps {
  /** Accessible name, as "API key". */
  label: string;
  text: string;
  className?: string;
}

/** A text to be taken away whole: shown as it is, selected by one click, with a button that copies it. */
export function CopyLine({ label, text, className }: CopyLineProps) {
  return (
    <fieldset
      className={cx(
        "flex min-w-0 items-start gap-1 rounded-md border border-line bg-sunken py-1 pr-1 pl-2.5",
        className,
      )}
      aria-label={label}
    >
      <code className="min-w-0 flex-1 self-center font-mono text-sm wrap-anywhere whitespace-pre-wrap select-all">
        {text}
      </code>
      <CopyButton text={text} label={`Copy ${label}`} />
    </fieldset>
  );
}
