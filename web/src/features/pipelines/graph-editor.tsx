import type { MetricCatalogue, Pipeline, PipelineVersion } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { ListTree, Plus, Workflow } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { words } from "../../lib/format.ts";
import { pipelineVersionQuery } from "../../lib/pipeline-queries.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { LeaveGuard } from "../../ui/leave-guard.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { toast } from "../../ui/toast.tsx";
import { useMedia, usePhone } from "../../ui/use-media.ts";
import { ActivateDialog, versionName } from "./activate-dialog.tsx";
import type { Catalogue } from "./catalogue.ts";
import { EditorCanvas } from "./editor-canvas.tsx";
import { useEditorKeys } from "./editor-keys.ts";
import { EditorToolbar } from "./editor-toolbar.tsx";

import { NodePanel } from "./node-panel.tsx";
import { pipelineName } from "./pipeline-name.ts";
import { useActivate } from "./pipelines.api.ts";
import { SaveConflict } from "./save-conflict.tsx";
import { StepCatalogue } from "./step-catalogue.tsx";
import { useEditor } from "./use-editor.ts";
import { useSave } from "./use-save.ts";

interface GraphEditorProps {
  pipeline: Pipeline & { id: string };
  /** The draft, or the version a draft starts from. */
  version: PipelineVersion;
  catalogue: Catalogue;
  metrics: MetricCatalogue | undefined;
}

/** The graph editor: steps from the catalogue, connections, policies in a panel, problems as one types. */
export function GraphEditor({ pipeline, version, catalogue, metrics }: GraphEditorProps) {
  const profiles = useMemo(() => metrics?.profiles.map((profile) => profile.key), [metrics]);
  const editor = useEditor({ nodes: version.nodes, parallel_groups: version.parallel_groups }, catalogue, profiles);
  const [note, setNote] = useState(version.status === "draft" ? version.note : "");
  const [savedNote, setSavedNote] = useState(note);
  const save = useSave(pipeline.id, version, editor, [note, setNote]);
  const activate = useActivate(pipeline.id);
  const active = useQuery(pipelineVersionQuery(pipeline.id, pipeline.active_number));
  const [activating, setActivating] = useState<PipelineVersion>();
  const wide = useMedia("(min-width: 1200px)");
  const medium = useMedia("(min-width: 900px)");
  const [asList, setAsList] = useState(usePhone());
  const [adding, setAdding] = useState(false);
  const problems = useRef<HTMLDivElement>(null);
  const { draft, faults, selected } = editor;
  const clean = !editor.dirty && note === savedNote;

  const saveDraft = async (): Promise<PipelineVersion | undefined> => {
    if (faults.length > 0) {
      toast.info("Mend the problems first", { description: "They are listed under the graph." });
      problems.current?.scrollIntoView({ block: "nearest" });
      problems.current?.querySelector<HTMLElement>("button:enabled")?.focus();
      return undefined;
    }
    const saved = await save.save();
    if (!saved) return undefined;
    setSavedNote(saved.note);
    setNote(saved.note);
    toast.done(`Saved as ${versionName(saved.number)}, a draft.`);
    return saved;
  };
  const askToActivate = async (): Promise<void> => {
    const saved =
      clean && save.base ? { ...version, ...draft, nodes: [...draft.nodes], ...save.base, note } : await saveDraft();
    if (saved) setActivating(saved);
  };

  useEditorKeys(editor, () => void saveDraft());

  const panel = selected && (
    <NodePanel node={selected} editor={editor} profiles={metrics?.profiles ?? []} disabled={false} />
  );
  const steps = (
    <StepCatalogue
      catalogue={catalogue}
      onAdd={(step) => {
        setAdding(false);
        editor.add(step);
      }}
    />
  );
  return (
    <div className="flex h-full min-h-[560px] flex-col">
      <h1 className="sr-only">Edit {pipelineName(pipeline)}</h1>
      <EditorToolbar
        editor={editor}
        note={note}
        onNote={setNote}
        clean={clean}
        saving={save.saving}
        onSave={() => void saveDraft()}
        onActivate={faults.length === 0 && (save.base || editor.dirty) ? () => void askToActivate() : undefined}
      >
        <IconButton
          icon={asList ? Workflow : ListTree}
          label={asList ? "Show the graph" : "Show as a list"}
          onClick={() => setAsList(!asList)}
        />
        {!wide && (
          <Button onClick={() => setAdding(true)}>
            <Plus aria-hidden />
            Add step
          </Button>
        )}
        <span className="text-muted max-sm:hidden">
          {save.base ? `Version ${save.base.number}, draft` : `From ${versionName(version.number)}`}
          {!clean && ", not saved"}
        </span>
      </EditorToolbar>
      <div className="flex min-h-0 flex-1">
        {wide && (
          <aside aria-label="Catalogue" className="flex w-60 shrink-0 flex-col border-r border-line">
            {steps}
          </aside>
        )}
        <EditorCanvas name={pipelineName(pipeline)} editor={editor} asList={asList} problems={problems} />
        {medium && (
          <aside
            aria-label={selected ? `Node ${selected.key}` : "Node"}
            className="w-[340px] shrink-0 overflow-y-auto border-l border-line bg-surface"
          >
            {panel ?? (
              <p className="p-4 text-muted">
                Select a node to see and set what it does. Drag from its lower edge to connect it with another.
              </p>
            )}
          </aside>
        )}
      </div>
      {!medium && (
        <Sheet
          open={selected !== undefined}
          onOpenChange={(open) => !open && editor.select(undefined)}
          title={selected ? words(selected.key) : "Node"}
        >
          {panel}
        </Sheet>
      )}
      {!wide && (
        <Sheet open={adding} onOpenChange={setAdding} title="Add a step" side="left">
          {steps}
        </Sheet>
      )}
      <ActivateDialog
        version={activating}
        active={active.data}
        onClose={() => setActivating(undefined)}
        onConfirm={async (number) => {
          await activate.mutateAsync(number);
          toast.done(`Runs use ${versionName(number)} from now on.`);
        }}
      />
      <SaveConflict
        theirs={save.conflict}
        mine={draft}
        onTakeTheirs={save.takeTheirs}
        onKeepMine={save.keepMine}
        onClose={save.closeConflict}
        saving={save.saving}
      />
      <LeaveGuard active={!clean} />
    </div>
  );
}
