import {
  definitionFaults,
  type MetricCatalogue,
  type MetricDefinition,
  MetricDefinitionWrite,
  metricNames,
} from "@plumbline/contracts";
import { Link } from "@tanstack/react-router";
import { useHasRole } from "../../lib/me.ts";
import { useForm } from "../../lib/use-form.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Field } from "../../ui/field.tsx";
import { controlClass, Input } from "../../ui/input.tsx";
import { LeaveGuard } from "../../ui/leave-guard.tsx";
import { Select } from "../../ui/select.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { toast } from "../../ui/toast.tsx";
import { metricCel } from "./cel.ts";
import { DeleteButton } from "./delete-button.tsx";
import { MetricBench } from "./metric-bench.tsx";
import { profilesWith, scopeWords } from "./metric-words.ts";
import { useCreateDefinition, useDeleteDefinition, useUpdateDefinition } from "./metrics.api.ts";

interface DefinitionSheetProps {
  /** Undefined: a new one. */
  definition: MetricDefinition | undefined;
  catalogue: MetricCatalogue;
  onClose: () => void;
}

const aggregations = [
  { value: "avg", label: "avg", detail: "The mean" },
  { value: "sum", label: "sum", detail: "All together" },
  { value: "min", label: "min", detail: "The least" },
  { value: "max", label: "max", detail: "The most" },
  { value: "p50", label: "p50", detail: "The median" },
  { value: "p95", label: "p95", detail: "What 95% stay under" },
  { value: "last", label: "last", detail: "The newest" },
] as const satisfies { value: MetricDefinition["aggregation"]; label: string; detail: string }[];
const scopes = [
  { value: "step", label: scopeWords.step, detail: "At every node whose profile has it" },
  { value: "run", label: scopeWords.run, detail: "Once, for the run as a whole" },
] as const;

/** A metric: how it is computed, and what it gives for a result that is pasted. */
export function DefinitionSheet({ definition, catalogue, onClose }: DefinitionSheetProps) {
  const owner = useHasRole("owner");
  const editable = owner && definition?.id !== null;
  const create = useCreateDefinition();
  const update = useUpdateDefinition(definition?.id ?? "");
  const remove = useDeleteDefinition();
  const id = definition?.id;
  const initial = {
    key: definition?.key ?? "",
    unit: definition?.unit ?? "",
    aggregation: definition?.aggregation ?? "avg",
    scope: definition?.scope ?? "step",
    expression: definition?.expression ?? "",
    description: definition?.description ?? "",
  };
  const form = useForm(MetricDefinitionWrite, initial, async ({ key, ...rest }) => {
    if (definition) await update.mutateAsync(rest);
    else await create.mutateAsync({ key, ...rest });
    toast.done(`${key} was ${definition ? "changed" : "defined"}.`);
    onClose();
  });
  const { expression } = form.values;
  const [fault] = expression === "" ? [] : definitionFaults({ expression }, metricCel);
  const keyFault = definition ? undefined : definitionFaults({ key: form.values.key }, metricCel)[0]?.message;
  const dirty = editable && JSON.stringify(form.values) !== JSON.stringify(initial);
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()} title={definition?.key ?? "Define a metric"}>
      <form onSubmit={form.onSubmit} noValidate className="flex flex-col gap-3 p-4">
        {!editable && (
          <p className="text-muted">
            {definition?.id === null ? "It comes with Plumbline and stays as it is." : "Only owners change metrics."}
          </p>
        )}
        {form.problem !== undefined && <ErrorState compact error={form.problem} />}
        {!definition && (
          <Field
            label="Key"
            hint="Small letters, digits and underscores. It stays: results and profiles name it."
            error={keyFault ?? form.errors.key}
          >
            <Input autoFocus autoComplete="off" spellCheck={false} maxLength={63} {...form.input("key")} />
          </Field>
        )}
        <div className="grid grid-cols-3 items-start gap-3">
          <Field label="Unit" error={form.errors.unit}>
            <Input autoComplete="off" maxLength={40} disabled={!editable} {...form.input("unit")} />
          </Field>
          <Field label="Summed up by" error={form.errors.aggregation}>
            <Select
              value={form.values.aggregation}
              options={aggregations}
              disabled={!editable}
              onChange={(value) => form.set("aggregation", value)}
            />
          </Field>
          <Field label="Measured" error={form.errors.scope}>
            <Select
              value={form.values.scope}
              options={scopes}
              disabled={!editable}
              onChange={(value) => form.set("scope", value)}
            />
          </Field>
        </div>
        <Field
          label="Expression"
          hint={
            <>
              CEL that gives a number, over <span className="font-mono">{metricNames.join(", ")}</span>.
            </>
          }
          error={
            fault
              ? `${fault.message}${fault.message.endsWith(".") ? "" : "."} ${fault.fix ?? ""}`
              : form.errors.expression
          }
        >
          <textarea
            value={expression}
            rows={3}
            disabled={!editable}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            placeholder="size(output.rows)"
            onChange={(event) => form.set("expression", event.target.value)}
            className={`${controlClass} touch-text h-auto! resize-y py-1.5 font-mono text-sm`}
          />
        </Field>
        <MetricBench expression={fault ? "" : expression} unit={form.values.unit} />
        {definition?.id !== null && (
          <Field label="Description" error={form.errors.description}>
            <textarea
              value={form.values.description}
              rows={2}
              maxLength={500}
              disabled={!editable}
              onChange={(event) => form.set("description", event.target.value)}
              className={`${controlClass} touch-text h-auto! resize-y py-1.5`}
            />
          </Field>
        )}
        {definition && <UsedBy catalogue={catalogue} metric={definition.key} />}
        {editable && (
          <div className="flex flex-wrap justify-end gap-2 border-t border-line pt-3">
            {id && (
              <DeleteButton
                name={definition.key}
                inUse={
                  profilesWith(catalogue, definition.key).length > 0
                    ? "A profile uses it: take it out there first"
                    : undefined
                }
                description="It is measured no more. What was measured with it stays."
                className="mr-auto"
                onDelete={() => remove.mutateAsync(id)}
                onDeleted={onClose}
              />
            )}
            <Button onClick={onClose}>Cancel</Button>
            <Button
              type="submit"
              variant="primary"
              busy={form.busy}
              disabled={fault !== undefined || keyFault !== undefined || !dirty}
            >
              {definition ? "Save" : "Define metric"}
            </Button>
          </div>
        )}
      </form>
      <LeaveGuard active={dirty && !form.busy} />
    </Sheet>
  );
}

function UsedBy({ catalogue, metric }: { catalogue: MetricCatalogue; metric: string }) {
  const profiles = profilesWith(catalogue, metric);
  return (
    <div>
      <h3 className="text-base">Profiles</h3>
      {profiles.length === 0 ? (
        <p className="text-muted">No profile measures it.</p>
      ) : (
        <ul className="flex flex-wrap gap-x-3">
          {profiles.map(({ key }) => (
            <li key={key}>
              <Link
                to="/metrics"
                search={{ tab: "profiles", profile: key }}
                className="rounded-sm font-mono text-sm text-accent hover:underline"
              >
                {key}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
