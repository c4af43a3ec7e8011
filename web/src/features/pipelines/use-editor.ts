import { checkPipeline, isSameJson, type PipelineNode, type StepVersion } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useMemo, useReducer, useState } from "react";
import { schemaFaults } from "../../lib/json-schema-faults.ts";
import type { Catalogue } from "./catalogue.ts";
import { conditions } from "./cel.ts";
import {
  addNode,
  arrange,
  canConnect,
  connect,
  type Draft,
  disconnect,
  moveNodes,
  patchNode,
  removeNode,
  renameNode,
  setGroupLimit,
} from "./draft.ts";
import { changeHistory, newHistory } from "./draft-history.ts";
import { type NodeFault, nodeFaults } from "./node-faults.ts";
import { pipelineCheckQuery } from "./pipelines.api.ts";

/** Everything the editor's parts need: the draft, what is wrong with it, and the ways to change it. */
export interface Editor {
  draft: Draft;
  catalogue: Catalogue;
  faults: readonly NodeFault[];
  /** The server has not yet said what it thinks of the draft as it is. */
  checking: boolean;
  dirty: boolean;
  selected: PipelineNode | undefined;
  select: (key: string | undefined) => void;
  /** Puts it there in the graph, when told where. */
  add: (step: StepVersion, at?: PipelineNode["position"]) => void;
  remove: (key: string) => void;
  rename: (key: string, next: string) => void;
  /** `about` names the field, so that typing in it is undone at once. */
  patch: (key: string, patch: Partial<PipelineNode>, about?: string) => void;
  canConnect: (from: string, to: string) => boolean;
  connect: (from: string, to: string) => void;
  disconnect: (from: string, to: string) => void;
  /** Puts nodes where a person wants them in the graph. */
  move: (places: ReadonlyMap<string, NonNullable<PipelineNode["position"]>>) => void;
  /** Forgets where nodes were put. */
  arrange: () => void;
  limitGroup: (group: string, limit: number) => void;
  canUndo: boolean;
  canRedo: boolean;
  undo: () => void;
  redo: () => void;
  /** Starts anew from another draft, which counts as saved. */
  reset: (draft: Draft) => void;
  /** The draft as it is counts as saved from here on. */
  saved: (draft: Draft) => void;
}

/** The state of the graph editor over a draft that was read. */
export function useEditor(initial: Draft, catalogue: Catalogue, profiles: readonly string[] | undefined): Editor {
  const [history, act] = useReducer(changeHistory, initial, newHistory);
  const [kept, setKept] = useState(initial);
  const [key, select] = useState<string>();
  const draft = history.present;
  const edit = (next: Draft, about?: string): void => act({ type: "edit", draft: next, about });

  const looked = useDeferredValue(draft);
  const local = useMemo(
    () =>
      checkPipeline(looked.nodes, catalogue.steps, conditions, {
        ...(profiles && { metric_profiles: profiles }),
        checkParams: (name, params) => {
          const step = catalogue.find(name);
          return step ? schemaFaults(step.params_schema, { ...step.default_params, ...params }) : [];
        },
      }),
    [looked, catalogue, profiles],
  );
  const settled = useSettled(draft.nodes, 600);
  const server = useQuery({ ...pipelineCheckQuery(settled), enabled: settled.length > 0 });
  const told = settled === draft.nodes ? server.data?.errors : undefined;
  const faults = useMemo(() => nodeFaults(looked.nodes, local, told ?? []), [looked, local, told]);

  return {
    draft,
    catalogue,
    faults,
    checking: settled !== draft.nodes || server.isFetching,
    dirty: kept !== draft && !isSameJson(kept, draft),
    selected: draft.nodes.find((node) => node.key === key),
    select,
    add(step, at) {
      const added = addNode(draft, step, catalogue.outputOf, at);
      edit(added.draft);
      select(added.key);
    },
    remove(gone) {
      edit(removeNode(draft, gone));
      if (gone === key) select(undefined);
    },
    rename(from, to) {
      edit(renameNode(draft, from, to));
      select(to);
    },
    patch: (of, patch, about) => edit(patchNode(draft, of, patch), about && `${of} ${about}`),
    canConnect: (from, to) => canConnect(draft, from, to),
    connect: (from, to) => edit(connect(draft, from, to)),
    disconnect: (from, to) => edit(disconnect(draft, from, to)),
    move: (places) => edit(moveNodes(draft, places), `place of ${[...places.keys()].join(" ")}`),
    arrange: () => edit(arrange(draft)),
    limitGroup: (group, limit) => edit(setGroupLimit(draft, group, limit), `group ${group}`),
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    undo: () => act({ type: "undo" }),
    redo: () => act({ type: "redo" }),
    reset(next) {
      act({ type: "reset", draft: next });
      setKept(next);
      select(undefined);
    },
    saved: setKept,
  };
}

/** The value once it has stayed the same for a while. */
function useSettled<T>(value: T, after_ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), after_ms);
    return () => clearTimeout(timer);
  }, [value, after_ms]);
  return settled;
}
