import { createContext, useContext } from "react";
import type { EvidenceHighlight } from "./evidence-highlight.ts";

/** What stands beside the insights and answers to them: charts and tables of the dataset. */
export interface EvidenceStage {
  /** Brings something out for as long as it is pointed at; undefined ends it. */
  point: (highlight: EvidenceHighlight | undefined) => void;
  /** Shows it where it is not in sight; false when there is nothing to show. */
  show: (highlight: EvidenceHighlight) => boolean;
}

const none: EvidenceStage = { point: () => undefined, show: () => false };
const Context = createContext<EvidenceStage>(none);

export const EvidenceStageProvider = Context.Provider;

/** The stage around this insight; one that does nothing where there is none. */
export const useEvidenceStage = (): EvidenceStage => useContext(Context);
