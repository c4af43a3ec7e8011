import { type Fault, isAppError } from "@plumbline/contracts";
import { CircleX, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { cx } from "./class-names.ts";
import { CopyButton } from "./copy-button.tsx";
import { useCountdown } from "./use-countdown.ts";

interface Shown {
  sentence: string;
  fix: string | undefined;
  code: string;
  request_id: string | undefined;
  /** Seconds the server asks to wait before another try. */
  wait_s: number | undefined;
  faults: Fault[];
}

function read(error: unknown): Shown {
  if (!isAppError(error)) {
    const sentence = "This part of the page failed.";
    const unknown = { request_id: undefined, wait_s: undefined, faults: [] };
    return { sentence, fix: "Reload the page.", code: "internal", ...unknown };
  }
  const request_id = "request_id" in error && typeof error.request_id === "string" ? error.request_id : undefined;
  const wait_s = "retry_after_s" in error && typeof error.retry_after_s === "number" ? error.retry_after_s : undefined;
  return { sentence: error.message, fix: error.fix, code: error.code, request_id, wait_s, faults: error.errors ?? [] };
}

interface ErrorStateProps {
  error: unknown;
  /** What was tried, as "The runs could not be loaded". */
  title?: string;
  /** Tries again; the button shows whenever it is given. */
  onRetry?: (() => void) | undefined;
  retrying?: boolean;
  /** Other ways out, beside the retry. */
  action?: ReactNode;
  /** A strip inside a page rather than a page of its own. */
  compact?: boolean;
  className?: string;
}

/** A failure as people can use it: the sentence, its fix, the code, a request id to copy, and a retry. */
export function ErrorState({
  error,
  title,
  onRetry,
  retrying = false,
  action,
  compact = false,
  className,
}: ErrorStateProps) {
  const { sentence, fix, code, request_id, wait_s, faults } = read(error);
  const left_s = useCountdown(wait_s, error);
  return (
    <div
      role="alert"
      className={cx(
        "rounded-md border border-line bg-surface",
        compact ? "p-3" : "mx-auto my-10 w-full max-w-lg p-5",
        className,
      )}
    >
      <div className="flex gap-2.5">
        <CircleX aria-hidden className="mt-px size-4 shrink-0 text-critical" />
        <div className="min-w-0 flex-1">
          <p className="text-md font-semibold">{title ?? sentence}</p>
          {title && <p className="mt-0.5">{sentence}</p>}
          {fix && <p className="mt-1 text-muted">{fix}</p>}
          {faults.length > 0 && (
            <ul className="mt-2 list-disc pl-4">
              {faults.map((fault) => (
                <li key={fault.location + fault.message}>
                  {fault.message} <span className="text-muted">{fault.fix}</span>
                </li>
              ))}
            </ul>
          )}
          <div className="mt-2 flex flex-wrap items-center gap-x-3 text-sm text-muted">
            <span className="font-mono">{code}</span>
            {request_id && (
              <span className="inline-flex min-w-0 items-center gap-1">
                request <span className="truncate font-mono">{request_id}</span>
                <CopyButton text={request_id} label="Copy request id" />
              </span>
            )}
          </div>
          {(onRetry || action) && (
            <div className="mt-3 flex flex-wrap gap-2">
              {onRetry && (
                <Button onClick={onRetry} busy={retrying} disabled={left_s > 0}>
                  {!retrying && <RotateCw aria-hidden />}
                  {left_s > 0 ? `Try again in ${left_s} s` : "Try again"}
                </Button>
              )}
              {action}
            </div>
          )}
        </div>
      </div>
    </div>
  );
}
