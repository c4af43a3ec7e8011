import type { RunDetail } from "@plumbline/contracts";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { formatDate } from "../../lib/format.ts";
import { itemsOf } from "../../lib/pages.ts";
import { pipelinesQuery, pipelineVersionsQuery } from "../../lib/pipeline-queries.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Select, type SelectOption } from "../../ui/select.tsx";
import { toast } from "../../ui/toast.tsx";
import { useReplay } from "./runs.api.ts";

/** Runs the same input again, with the pipeline that is active or with another version of it. */
export function ReplayRun({ run, onClose }: { run: RunDetail; onClose: () => void }) {
  const navigate = useNavigate();
  const replay = useReplay(run.id);
  const [chosen, setChosen] = useState("active");
  const pipelines = useQuery(pipelinesQuery);
  const pipeline = pipelines.data?.items.find((one) => one.kind === run.kind);
  const versions = useInfiniteQuery({ ...pipelineVersionsQuery(pipeline?.id ?? ""), enabled: pipeline?.id != null });
  const number = pipeline?.active_number ?? 0;
  const options: SelectOption<string>[] = [
    {
      value: "active",
      label: "The active one",
      detail: number === 0 ? "now the built-in pipeline" : `now version ${number}`,
    },
    ...itemsOf(versions.data).flatMap((version) =>
      version.id === null
        ? []
        : [
            {
              value: version.id,
              label: `Version ${version.number}${version.status === "draft" ? ", draft" : ""}`,
              detail: version.note || formatDate(version.created_at),
            },
          ],
    ),
  ];
  const send = (): void =>
    replay.mutate(
      { pipeline: chosen, model: null },
      {
        onSuccess: ({ run: next }) => {
          onClose();
          void navigate({ to: "/runs/$runId", params: { runId: next.id } });
        },
        onError: (error) => toast.failed(error),
      },
    );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Replay this run"
      description="The same input again, from the first step. Compare both runs afterwards."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" onClick={send} busy={replay.isPending}>
            Replay
          </Button>
        </>
      }
    >
      <Field label="Pipeline version">
        <Select value={chosen} options={options} onChange={setChosen} />
      </Field>
    </Dialog>
  );
}
