import { type IrSchemaVersion, isSameJson, type JsonSchema, schemaBreaks } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useDeferredValue, useMemo, useState } from "react";
import { plural } from "../../lib/format.ts";
import { useSaveKey } from "../../lib/use-save-key.ts";
import { useSettled } from "../../lib/use-settled.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { JsonEditor } from "../../ui/json/json-editor.tsx";
import { LeaveGuard } from "../../ui/leave-guard.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import { TabPanel, Tabs } from "../../ui/tabs.tsx";
import { BreakList } from "./break-list.tsx";
import { schemaCheckQuery } from "./ir-schemas.api.ts";
import { SamplePanel } from "./sample-panel.tsx";
import { readDraft, writeSchema } from "./schema-draft.ts";

interface SchemaEditorProps {
  /** A schema of the step, by id or step: where the server is asked. */
  id: string;
  step: string;
  /** What the text starts as. */
  initial: JsonSchema;
  /** The version the next one must not break; undefined for the first. */
  latest: IrSchemaVersion | undefined;
  /** What else is asked for, beside the schema. */
  fields: ReactNode;
  /** The verb on the button. */
  save: string;
  onSave: (schema: JsonSchema, allowBreaks: boolean) => Promise<unknown>;
}

const pause_ms = 400;

/** A schema as text: faults on their lines and what it would break, as one types; a sample can be tried before saving. */
export function SchemaEditor({ id, step, initial, latest, fields, save, onSave }: SchemaEditorProps) {
  const start = useMemo(() => writeSchema(initial), [initial]);
  const [typed, setTyped] = useState<string>();
  const [view, setView] = useState<"schema" | "sample">("schema");
  const [sample, setSample] = useState("");
  const [allowed, setAllowed] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const text = typed ?? start;
  const looked = useDeferredValue(text);
  const known = useMemo(() => readDraft(looked).schema, [looked]);
  const settled = useSettled(known, pause_ms);
  const check = useQuery({ ...schemaCheckQuery(id, settled ?? {}), enabled: settled !== undefined });
  const said = settled === known ? check.data : undefined;
  const draft = useMemo(() => readDraft(looked, said), [looked, said]);
  const breaks = useMemo(
    () => (latest && draft.schema ? schemaBreaks(latest.schema, draft.schema) : []),
    [latest, draft.schema],
  );
  const unchanged = latest !== undefined && draft.schema !== undefined && isSameJson(latest.schema, draft.schema);
  const ready = said?.length === 0 && !unchanged && (breaks.length === 0 || allowed);

  const send = async (): Promise<void> => {
    if (!ready || busy || draft.schema === undefined || looked !== text) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await onSave(draft.schema, breaks.length > 0);
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  useSaveKey(() => void send());

  const state =
    draft.faults.length > 0 ? (
      <SeverityMark severity="critical">{plural(draft.faults.length, "fault")} in the schema</SeverityMark>
    ) : said === undefined ? (
      <span className="text-sm text-muted">{check.isError ? "Not checked" : "Checking"}</span>
    ) : (
      <SeverityMark severity="pass">A schema that can be used</SeverityMark>
    );
  return (
    <div className="mt-4 grid gap-3 lg:grid-cols-[minmax(0,1fr)_360px]">
      <Panel aria-label="Editor" className="min-w-0 px-3 pt-1 pb-3">
        <Tabs
          label="View"
          value={view}
          onChange={setView}
          tabs={[
            { value: "schema", label: "Schema" },
            { value: "sample", label: "Try a sample" },
          ]}
        >
          <TabPanel value="schema" className="mt-3">
            <JsonEditor
              label="Schema"
              text={text}
              onChange={setTyped}
              faults={draft.faults}
              height="max(320px, calc(100dvh - 330px))"
            />
          </TabPanel>
          <TabPanel value="sample" className="mt-3">
            <SamplePanel
              id={id}
              step={step}
              against={said?.length === 0 && settled ? { schema: settled } : undefined}
              name="what you are writing"
              text={sample}
              onText={setSample}
            />
          </TabPanel>
        </Tabs>
      </Panel>
      <Panel aria-label="What saving means" className="flex flex-col gap-4 self-start px-3 py-3">
        {fields}
        <section aria-label="Check" aria-live="polite">
          <h2 className="mb-1 text-md">{latest ? "Compatibility" : "Check"}</h2>
          <p>{state}</p>
          {check.isError && (
            <ErrorState
              compact
              className="mt-2"
              error={check.error}
              title="The schema could not be checked"
              onRetry={() => void check.refetch()}
              retrying={check.isFetching}
            />
          )}
          {latest && draft.schema && draft.faults.length === 0 && (
            <div className="mt-1">
              {unchanged ? (
                <p className="text-muted">It is the same as version {latest.version}, the latest.</p>
              ) : breaks.length === 0 ? (
                <SeverityMark severity="pass">It accepts everything that version {latest.version} accepts</SeverityMark>
              ) : (
                <>
                  <SeverityMark severity="major">
                    It would refuse what version {latest.version} accepts, in {plural(breaks.length, "place")}
                  </SeverityMark>
                  <BreakList breaks={breaks} className="mt-1 max-h-72 overflow-y-auto" />
                  <label className="mt-2 flex items-start gap-2">
                    <input
                      type="checkbox"
                      className="mt-0.5 accent-(--accent)"
                      checked={allowed}
                      onChange={(event) => setAllowed(event.target.checked)}
                    />
                    <span>
                      Add it although it breaks
                      <span className="block text-sm text-muted">
                        Results that passed until now may be refused once it is active.
                      </span>
                    </span>
                  </label>
                </>
              )}
            </div>
          )}
        </section>
        {problem !== undefined && <ErrorState compact error={problem} title="It was not saved" />}
        <Button variant="primary" size="lg" busy={busy} disabled={!ready} onClick={() => void send()}>
          {save}
        </Button>
      </Panel>
      <LeaveGuard active={typed !== undefined && typed !== start} />
    </div>
  );
}
