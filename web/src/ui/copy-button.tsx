import { Check, Copy, X } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "./icon-button.tsx";

interface CopyButtonProps {
  /** The text, or a function that makes it when asked. */
  text: string | (() => string);
  label: string;
  className?: string;
}

/** Puts a text on the clipboard and says so, or that the browser does not let it. */
export function CopyButton({ text, label, className }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<"copied" | "refused">();
  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(undefined), 1600);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(typeof text === "string" ? text : text());
      setOutcome("copied");
    } catch {
      // Without https a page has no clipboard, and a person may forbid it.
      setOutcome("refused");
    }
  };
  const news =
    outcome && { copied: "Copied", refused: "The browser does not allow copying: select it instead" }[outcome];
  return (
    <>
      <IconButton
        icon={outcome === "copied" ? Check : outcome === "refused" ? X : Copy}
        label={news ?? label}
        onClick={copy}
        {...(className && { className })}
      />
      <span role="status" className="sr-only">
        {news}
      </span>
    </>
  );
}
