import type { MetricProfile, PipelineNode } from "@plumbline/contracts";
import { Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { formatDuration, words } from "../../lib/format.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { Select } from "../../ui/select.tsx";
import { ConditionField } from "./condition-field.tsx";
import { DependsField } from "./depends-field.tsx";
import { KeyField } from "./key-field.tsx";
import { faultOf } from "./node-faults.ts";
import { NumberField } from "./number-field.tsx";
import { ParamsForm } from "./params-form.tsx";
import type { Editor } from "./use-editor.ts";

interface NodePanelProps {
  node: PipelineNode;
  editor: Editor;
  profiles: readonly MetricProfile[];
  /** Only owners change pipelines; everybody else reads. */
  disabled: boolean;
}

const none = "(none)";

/** Everything about one node: what it executes, what it waits for, and what happens when things go wrong. */
export function NodePanel({ node, editor, profiles, disabled }: NodePanelProps) {
  const faults = editor.faults.filter((fault) => fault.node === node.key);
  const errorOf = (field: string) => faultOf(faults, field);
  const patch = (change: Partial<PipelineNode>, about?: string): void => editor.patch(node.key, change, about);
  const step = editor.catalogue.find(node.step);
  const steps = editor.catalogue.steps.map((one) => ({ value: one.step, label: one.step, detail: one.description }));
  const known = steps.some((one) => one.value === node.step);
  return (
    <div className="flex flex-col gap-4 p-3">
      <KeyField
        value={node.key}
        taken={editor.draft.nodes.map((one) => one.key).filter((key) => key !== node.key)}
        error={errorOf("key")}
        disabled={disabled}
        onRename={(next) => editor.rename(node.key, next)}
      />
      <Field label="Step" error={errorOf("step")} hint={step?.description || undefined}>
        <Select
          value={node.step}
          disabled={disabled}
          options={known ? steps : [{ value: node.step, label: `${node.step} (does not exist)` }, ...steps]}
          onChange={(next) => patch({ step: next })}
        />
      </Field>
      <DependsField node={node} editor={editor} error={errorOf("depends_on")} disabled={disabled} />
      <ConditionField
        node={node}
        draft={editor.draft}
        catalogue={editor.catalogue}
        error={errorOf("condition")}
        disabled={disabled}
        onChange={(condition) => patch({ condition }, "condition")}
      />
      {step && (
        <Part title="Params">
          <ParamsForm
            key={`${node.key} ${node.step}`}
            step={step}
            params={node.params}
            faults={faults}
            disabled={disabled}
            onChange={(params, name) => patch({ params }, `params ${name}`)}
          />
        </Part>
      )}
      <Part title="When it fails">
        <div className="grid grid-cols-2 gap-3">
          <NumberField
            label="Retries"
            value={node.retries}
            minimum={0}
            maximum={20}
            error={errorOf("retries")}
            disabled={disabled}
            onChange={(retries) => patch({ retries: retries ?? 0 }, "retries")}
          />
          <NumberField
            label="Retry delay, ms"
            hint={`First within ${formatDuration(node.retry_delay_ms)}, then doubled`}
            value={node.retry_delay_ms}
            minimum={0}
            maximum={300_000}
            error={errorOf("retry_delay_ms")}
            disabled={disabled}
            onChange={(delay) => patch({ retry_delay_ms: delay ?? 0 }, "retry_delay_ms")}
          />
        </div>
        <NumberField
          label="Timeout, ms"
          hint={node.timeout_ms === null ? "Empty: no limit of its own" : formatDuration(node.timeout_ms)}
          value={node.timeout_ms}
          minimum={1}
          maximum={86_400_000}
          empty="none"
          error={errorOf("timeout_ms")}
          disabled={disabled}
          onChange={(timeout_ms) => patch({ timeout_ms }, "timeout_ms")}
        />
        <label className="flex items-start gap-2">
          <input
            type="checkbox"
            className="mt-0.5 accent-(--accent)"
            checked={node.continue_on_fail}
            disabled={disabled}
            onChange={(event) => patch({ continue_on_fail: event.target.checked })}
          />
          <span>
            Continue on fail
            <span className="block text-sm text-muted">
              The failure is handed on instead of ending the run, which then ends as degraded.
            </span>
          </span>
        </label>
      </Part>
      <Part title="How many at once">
        <GroupFields node={node} editor={editor} error={errorOf("parallel_group")} disabled={disabled} />
      </Part>
      <Field
        label="Metric profile"
        hint="What its results are measured with, and against which thresholds"
        error={errorOf("metric_profile")}
      >
        <Select
          value={node.metric_profile ?? none}
          disabled={disabled}
          options={[
            { value: none, label: "None" },
            ...profiles.map((profile) => ({
              value: profile.key,
              label: words(profile.key),
              detail: profile.description,
            })),
          ]}
          onChange={(next) => patch({ metric_profile: next === none ? null : next })}
        />
      </Field>
      {!disabled && (
        <Button variant="danger" onClick={() => editor.remove(node.key)} className="self-start">
          <Trash2 aria-hidden />
          Remove node
        </Button>
      )}
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-3 border-t border-line pt-3">
      <h3 className="text-base">{title}</h3>
      {children}
    </section>
  );
}

function GroupFields({
  node,
  editor,
  error,
  disabled,
}: Pick<NodePanelProps, "node" | "editor" | "disabled"> & { error: string | undefined }) {
  const group = node.parallel_group;
  const groups = [...new Set(editor.draft.nodes.flatMap((one) => one.parallel_group ?? []))];
  const wrong = group !== null && !/^[a-z][a-z0-9_]{0,62}$/.test(group);
  return (
    <div className="grid grid-cols-2 gap-3">
      <Field
        label="Parallel group"
        hint="Empty: none"
        error={wrong ? "Use small letters, digits and underscores, a letter first." : error}
      >
        <Input
          value={group ?? ""}
          list="parallel-groups"
          autoComplete="off"
          disabled={disabled}
          onChange={(event) =>
            editor.patch(node.key, { parallel_group: event.target.value === "" ? null : event.target.value }, "group")
          }
        />
      </Field>
      <datalist id="parallel-groups">
        {groups.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      {group !== null && !wrong && (
        <NumberField
          label="At most at once"
          hint={`Of all nodes in ${group}`}
          value={editor.draft.parallel_groups[group] ?? 1}
          minimum={1}
          maximum={100}
          disabled={disabled}
          onChange={(limit) => editor.limitGroup(group, limit ?? 1)}
        />
      )}
    </div>
  );
}
