import { isAppError, type PipelineVersion } from "@plumbline/contracts";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { pipelinesQuery, pipelineVersionQuery } from "../../lib/pipeline-queries.ts";
import { toast } from "../../ui/toast.tsx";
import { useSaveDraft } from "./pipelines.api.ts";
import type { Editor } from "./use-editor.ts";

export interface Save {
  /** Number and revision of the draft that is edited; undefined before the first save of one. */
  base: { number: number; revision: number } | undefined;
  saving: boolean;
  /** Saves the draft as it is; undefined when it could not be, which has been said by then. */
  save: () => Promise<PipelineVersion | undefined>;
  /** The draft somebody else saved meanwhile, until it is decided whose is kept. */
  conflict: PipelineVersion | undefined;
  takeTheirs: () => void;
  keepMine: () => void;
  closeConflict: () => void;
}

/** Saving a draft against the revision it was read at. */
export function useSave(
  pipeline: string,
  version: PipelineVersion,
  editor: Editor,
  [note, setNote]: readonly [string, (note: string) => void],
): Save {
  const client = useQueryClient();
  const mutation = useSaveDraft(pipeline);
  const [base, setBase] = useState(version.status === "draft" ? version : undefined);
  const [conflict, setConflict] = useState<PipelineVersion>();

  const load = async (): Promise<PipelineVersion | undefined> => {
    const { items } = await client.fetchQuery({ ...pipelinesQuery, staleTime: 0 });
    const number = items.find((one) => one.id === pipeline)?.draft_number;
    return number ? client.fetchQuery({ ...pipelineVersionQuery(pipeline, number), staleTime: 0 }) : undefined;
  };
  const write = async (revision: number | null): Promise<PipelineVersion | undefined> => {
    const { draft } = editor;
    try {
      const saved = await mutation.mutateAsync({ ...draft, nodes: [...draft.nodes], note, revision });
      setBase(saved);
      editor.saved(draft);
      setConflict(undefined);
      return saved;
    } catch (error) {
      if (isAppError(error) && error.code === "conflict") {
        const theirs = await load().catch(() => undefined);
        if (theirs) setConflict(theirs);
        // It was activated meanwhile: mine becomes a draft of its own.
        else if (revision !== null) return write(null);
        else toast.failed(error);
      } else toast.failed(error);
      return undefined;
    }
  };

  return {
    base,
    saving: mutation.isPending,
    save: () => write(base?.revision ?? null),
    conflict,
    takeTheirs() {
      if (!conflict) return;
      editor.reset({ nodes: conflict.nodes, parallel_groups: conflict.parallel_groups });
      setNote(conflict.note);
      setBase(conflict);
      setConflict(undefined);
    },
    keepMine: () => void write(conflict?.revision ?? null),
    closeConflict: () => setConflict(undefined),
  };
}
