import type { MetricCatalogue, Pipeline, PipelineVersion } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { ListTree, Plus, Workflow } from "lucide-react";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { words } from "../../lib/format.ts";
import { pipelineVersionQuery } from "../../lib/pipeline-queries.ts";
import { Button } from "../../ui/button.tsx";
import { Graph } from "../../ui/graph/graph.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { toast } from "../../ui/toast.tsx";
import { useMedia, usePhone } from "../../ui/use-media.ts";
import { ActivateDialog, versionName } from "./activate-dialog.tsx";
import type { Catalogue } from "./catalogue.ts";
import { EditorToolbar } from "./editor-toolbar.tsx";
import { LeaveGuard } from "./leave-guard.tsx";
import { NodeCard, nodeLabel } from "./node-card.tsx";
import { NodeList } from "./node-list.tsx";
import { NodePanel } from "./node-panel.tsx";
import { useActivate } from "./pipelines.api.ts";
import { ProblemList } from "./problem-list.tsx";
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
  const clean = !editor.dirty && note === savedNote && save.base !== undefined;
  const faultsOf = (key: string): number => faults.filter((fault) => fault.node === key).length;

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

  // Undo in a text field belongs to the field.
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    const typing =
      event.target instanceof Element && event.target.closest("input:not([type=checkbox]),textarea") !== null;
    if (key === "s") void saveDraft();
    else if (typing) return;
    else if (key === "y" || (key === "z" && event.shiftKey)) editor.redo();
    else if (key === "z") editor.undo();
    else return;
    event.preventDefault();
  };
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => host.current?.focus({ preventScroll: true }), []);

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
    // biome-ignore lint/a11y/noStaticElementInteractions: keys are heard wherever the focus is inside
    <div ref={host} tabIndex={-1} onKeyDown={onKeyDown} className="flex h-full min-h-[560px] flex-col outline-none">
      <h1 className="sr-only">Edit {pipeline.name || words(pipeline.kind)}</h1>
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
          {save.base ? `Draft of ${versionName(save.base.number)}` : `From ${versionName(version.number)}`}
          {!clean && save.base && ", not saved"}
        </span>
      </EditorToolbar>
      <div className="flex min-h-0 flex-1">
        {wide && (
          <aside aria-label="Catalogue" className="flex w-60 shrink-0 flex-col border-r border-line">
            {steps}
          </aside>
        )}
        <div className="flex min-w-0 flex-1 flex-col">
          {asList ? (
            <div className="min-h-0 flex-1 overflow-y-auto">
              <NodeList nodes={draft.nodes} faultsOf={faultsOf} selected={selected?.key} onSelect={editor.select} />
            </div>
          ) : (
            <Graph
              className="min-h-0 flex-1"
              label={`Graph of ${pipeline.name}`}
              nodes={draft.nodes.map((node) => ({
                id: node.key,
                label: nodeLabel(node, faultsOf(node.key)),
                content: <NodeCard node={node} faults={faultsOf(node.key)} />,
                tone: faultsOf(node.key) > 0 ? "critical" : undefined,
              }))}
              links={draft.nodes.flatMap((node) => node.depends_on.map((from) => ({ from, to: node.key })))}
              selected={selected?.key}
              onSelect={editor.select}
              editing={{
                canConnect: ({ from, to }) => editor.canConnect(from, to),
                onConnect: ({ from, to }) => editor.connect(from, to),
                onDisconnect: ({ from, to }) => editor.disconnect(from, to),
                onRemove: editor.remove,
                onDrop(name) {
                  const step = catalogue.find(name);
                  return step && editor.add(step);
                },
              }}
            />
          )}
          <div ref={problems}>
            <ProblemList faults={faults} checking={editor.checking} onGo={editor.select} />
          </div>
        </div>
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
      <LeaveGuard dirty={editor.dirty} />
    </div>
  );
}
