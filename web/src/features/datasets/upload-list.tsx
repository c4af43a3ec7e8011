import { canRetry, isAppError, isFinished } from "@plumbline/contracts";
import { Link } from "@tanstack/react-router";
import { CircleCheck, CircleX, Copy, RotateCw, X } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { formatBytes, formatShare } from "../../lib/format.ts";
import { useRunEvents } from "../../lib/run-events.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Progress } from "../../ui/progress.tsx";
import { useCancelRun } from "../runs/runs.api.ts";
import { StepLine } from "./step-line.tsx";
import { dismissUpload, retryUpload, type Upload, useUploads } from "./uploads.ts";

/** Files on their way in, each with its progress and what became of it; nothing when there are none. */
export function UploadList() {
  const uploads = useUploads();
  if (uploads.length === 0) return null;
  return (
    <Panel aria-label="Uploads" className="mb-3">
      <ul>
        {uploads.map((upload) => (
          <li key={upload.key} className="border-b border-line px-3 py-2 last:border-b-0">
            <UploadRow upload={upload} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function UploadRow({ upload }: { upload: Upload }) {
  const { state, name, key, size_bytes } = upload;
  switch (state.is) {
    case "waiting":
      return (
        <Row name={name} actions={<Stop onStop={() => dismissUpload(key)} name={name} />}>
          <span className="text-muted">Waits for its turn · {formatBytes(size_bytes)}</span>
        </Row>
      );
    case "sending":
      return (
        <Row name={name} actions={<Stop onStop={() => dismissUpload(key)} name={name} />}>
          <span className="flex flex-col gap-1">
            <span className="flex gap-2 text-muted">
              {state.sent < 1
                ? `${formatBytes(state.sent * size_bytes)} of ${formatBytes(size_bytes)}`
                : "Sent, waiting for the server"}
              <span className="ml-auto tabular-nums">{formatShare(state.sent, 0)}</span>
            </span>
            <Progress value={state.sent} label={`Upload of ${name}`} />
          </span>
        </Row>
      );
    case "refused":
      return <Refused upload={upload} error={state.error} />;
    case "accepted":
      return state.deduplicated ? (
        <Row
          name={name}
          icon={<Copy aria-hidden className="size-4 text-muted" />}
          actions={<Dismiss onDismiss={() => dismissUpload(key)} name={name} />}
        >
          This file is already here{state.dataset_name !== name && <> as {state.dataset_name}</>}, so nothing was added.{" "}
          <DatasetLink id={state.dataset_id}>Open it</DatasetLink>
        </Row>
      ) : (
        <Taken upload={upload} dataset_id={state.dataset_id} run_id={state.run.id} />
      );
  }
}

/** Stored and being read: the run's steps as they happen, then what it came to. */
function Taken({ upload, dataset_id, run_id }: { upload: Upload; dataset_id: string; run_id: string }) {
  const { run } = useRunEvents(run_id);
  const stop = useCancelRun();
  const { name, key } = upload;
  const good = run?.status === "succeeded" || run?.status === "degraded";
  // What went well needs no reading: it is gone when one comes back to the page.
  useEffect(() => (good ? () => dismissUpload(key) : undefined), [good, key]);
  if (!run || !isFinished(run.status))
    return (
      <Row name={name} actions={<Stop onStop={() => stop.mutate(run_id)} name={name} busy={stop.isPending} />}>
        {run ? <StepLine run={run} name={name} /> : <span className="text-muted">Stored</span>}
      </Row>
    );
  const dismiss = <Dismiss onDismiss={() => dismissUpload(key)} name={name} />;
  if (good)
    return (
      <Row name={name} icon={<CircleCheck aria-hidden className="size-4 text-pass" />} actions={dismiss}>
        Ready. <DatasetLink id={dataset_id}>Open it</DatasetLink>
      </Row>
    );
  if (!run.failure)
    return (
      <Row name={name} icon={<CircleX aria-hidden className="size-4 text-muted" />} actions={dismiss}>
        The run was cancelled. The file is stored. <DatasetLink id={dataset_id}>Open it to run it again</DatasetLink>
      </Row>
    );
  return (
    <Row name={name} icon={<CircleX aria-hidden className="size-4 text-critical" />} actions={dismiss}>
      <span role="alert">
        {run.failure.detail} {run.failure.fix}
      </span>{" "}
      <span className="font-mono text-sm text-muted">{run.failure.code}</span>{" "}
      <DatasetLink id={dataset_id}>Details</DatasetLink>
    </Row>
  );
}

function Refused({ upload, error }: { upload: Upload; error: unknown }) {
  const known = isAppError(error);
  return (
    <Row
      name={upload.name}
      icon={<CircleX aria-hidden className="size-4 text-critical" />}
      actions={
        <>
          {(!known || canRetry(error.code)) && (
            <Button size="sm" onClick={() => retryUpload(upload.key)}>
              <RotateCw aria-hidden />
              Try again
            </Button>
          )}
          <Dismiss onDismiss={() => dismissUpload(upload.key)} name={upload.name} />
        </>
      }
    >
      <span role="alert">{known ? [error.message, error.fix].filter(Boolean).join(" ") : "The upload failed."}</span>{" "}
      {known && <span className="font-mono text-sm text-muted">{error.code}</span>}
    </Row>
  );
}

interface RowProps {
  name: string;
  icon?: ReactNode;
  actions: ReactNode;
  children: ReactNode;
}

const Row = ({ name, icon, actions, children }: RowProps) => (
  <div className="flex items-start gap-2">
    {icon && <span className="mt-0.5 shrink-0">{icon}</span>}
    <div className="grid min-w-0 flex-1 gap-x-4 gap-y-0.5 sm:grid-cols-[minmax(140px,30%)_minmax(0,1fr)]">
      <span className="truncate font-medium" title={name}>
        {name}
      </span>
      <div className="min-w-0 wrap-anywhere">{children}</div>
    </div>
    <div className="-my-1 flex shrink-0 items-center gap-1">{actions}</div>
  </div>
);

const DatasetLink = ({ id, children }: { id: string; children: ReactNode }) => (
  <Link to="/datasets/$datasetId" params={{ datasetId: id }} className="rounded-sm text-accent underline">
    {children}
  </Link>
);

const Stop = ({ onStop, name, busy = false }: { onStop: () => void; name: string; busy?: boolean }) => (
  <Button size="sm" variant="ghost" onClick={onStop} busy={busy} className="my-0.5">
    Cancel<span className="sr-only"> {name}</span>
  </Button>
);

const Dismiss = ({ onDismiss, name }: { onDismiss: () => void; name: string }) => (
  <IconButton icon={X} label={`Dismiss ${name}`} tip={false} onClick={onDismiss} />
);
