import { measureMetric } from "@plumbline/contracts";
import { useState } from "react";
import { formatNumber } from "../../lib/format.ts";
import { Field } from "../../ui/field.tsx";
import { controlClass } from "../../ui/input.tsx";
import { readJson } from "../../ui/json/json-source.ts";
import { metricCel } from "./cel.ts";

/** What an expression gives for a context that is written down, as a run would measure it. */
export function MetricBench({ expression, unit }: { expression: string; unit: string }) {
  const [text, setText] = useState(example);
  const read = readJson(text);
  const context = "value" in read ? contextOf(read.value) : undefined;
  const result = context && expression.trim() !== "" ? measureMetric(expression, context, metricCel) : undefined;
  return (
    <details className="rounded-md border border-line px-3 py-2">
      <summary className="rounded-sm font-medium">Try it</summary>
      <div className="mt-2 flex flex-col gap-2">
        <Field
          label="What it reads"
          hint="JSON; what is left out is empty, or 0."
          error={"fault" in read ? `Line ${read.fault.line}: ${read.fault.message}` : undefined}
        >
          <textarea
            value={text}
            rows={5}
            spellCheck={false}
            autoCapitalize="off"
            onChange={(event) => setText(event.target.value)}
            className={`${controlClass} touch-text h-auto! resize-y py-1.5 font-mono text-sm`}
          />
        </Field>
        <p role="status" className="flex items-baseline justify-between gap-3">
          <span className="text-muted">It gives</span>
          {typeof result === "number" ? (
            <span className="text-lg font-semibold">
              {formatNumber(result, 6)} <span className="text-sm font-normal text-muted">{unit}</span>
            </span>
          ) : (
            <span className={result ? "text-critical" : "text-faint"}>{result?.error ?? "–"}</span>
          )}
        </p>
      </div>
    </details>
  );
}

const example = `{
  "output": { "rows": [1, 2, 3] },
  "duration_ms": 1200
}`;

const empty = { output: {}, params: {}, input: {}, duration_ms: 0, size_bytes: 0, attempt: 1 };
const contextOf = (value: unknown): Record<string, unknown> => ({
  ...empty,
  ...(typeof value === "object" && value !== null ? value : {}),
});
