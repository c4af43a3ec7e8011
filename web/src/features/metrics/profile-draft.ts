import {
  type CompileCel,
  type Fault,
  judgeMetric,
  type MetricDefinition,
  type MetricProfile,
  type MetricThreshold,
  profileFaults,
} from "@plumbline/contracts";

/** A metric of a profile as it is being written. */
export interface DraftMetric {
  /** Stays while the line is changed and moved. */
  id: number;
  metric: string;
  /** Empty: it is measured and not judged. */
  threshold: string;
}

/** A profile as it is being written; `next` is the id of the next line. */
export interface ProfileDraft {
  key: string;
  description: string;
  metrics: DraftMetric[];
  next: number;
}

/** The draft a profile starts from; none is a new one. */
export function draftOf(profile: Pick<MetricProfile, "key" | "description" | "metrics"> | undefined): ProfileDraft {
  const metrics = (profile?.metrics ?? []).map(({ metric, threshold }, id) => ({
    id,
    metric,
    threshold: threshold ?? "",
  }));
  return { key: profile?.key ?? "", description: profile?.description ?? "", metrics, next: metrics.length };
}

/** The metrics as the API takes them. */
export const writtenMetrics = ({ metrics }: ProfileDraft): MetricThreshold[] =>
  metrics.map(({ metric, threshold }) => ({ metric, threshold: threshold.trim() === "" ? null : threshold }));

/** Adds the first metric that is not there yet; the same draft when all are. */
export function addMetric(draft: ProfileDraft, known: readonly Pick<MetricDefinition, "key">[]): ProfileDraft {
  const free = known.find(({ key }) => draft.metrics.every((one) => one.metric !== key));
  if (!free) return draft;
  const line = { id: draft.next, metric: free.key, threshold: "" };
  return { ...draft, metrics: [...draft.metrics, line], next: draft.next + 1 };
}

/** What is wrong with each line, by its place: the metric or the threshold, with the fix. */
export function lineErrors(
  draft: ProfileDraft,
  known: readonly Pick<MetricDefinition, "key">[],
  compile: CompileCel,
): Map<number, string> {
  const errors = new Map<number, string>();
  for (const fault of profileFaults(writtenMetrics(draft), known, compile)) {
    const at = placeOf(fault);
    if (at !== undefined && !errors.has(at)) errors.set(at, sentence(fault));
  }
  return errors;
}

const placeOf = ({ location }: Fault): number | undefined => {
  const at = /^\/metrics\/(\d+)\//.exec(location)?.[1];
  return at === undefined ? undefined : Number(at);
};

const sentence = ({ message, fix }: Fault): string =>
  [message, fix]
    .map((part) => part && (part.endsWith(".") ? part : `${part}.`))
    .filter(Boolean)
    .join(" ");

/** What a value that was entered would mean. */
export interface Verdict {
  /** Undefined without a value, without a threshold, or while one cannot be read. */
  passed: boolean | undefined;
  error?: string;
}

/** Holds entered values against the thresholds, each of which may read the others, as a run would. */
export function judgeValues(
  draft: ProfileDraft,
  entered: ReadonlyMap<number, string>,
  compile: CompileCel,
): Map<number, Verdict> {
  const enteredOf = ({ id }: DraftMetric): number | null | undefined => {
    const text = entered.get(id)?.trim() ?? "";
    if (text === "") return null;
    const value = Number(text.replaceAll(",", ""));
    return Number.isFinite(value) ? value : undefined;
  };
  const values = Object.fromEntries(draft.metrics.map((one) => [one.metric, enteredOf(one) ?? null]));
  return new Map(
    draft.metrics.map((one): [number, Verdict] => {
      const value = enteredOf(one);
      if (value === undefined) return [one.id, { passed: undefined, error: "Enter a number." }];
      if (value === null || one.threshold.trim() === "") return [one.id, { passed: undefined }];
      return [one.id, judgeMetric(value, one.threshold, values, compile)];
    }),
  );
}
