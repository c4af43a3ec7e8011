import type { Pipeline } from "@plumbline/contracts";
import { words } from "../../lib/format.ts";

/** What a pipeline is called; a built-in one is called as its kind. */
export const pipelineName = ({ name, kind }: Pick<Pipeline, "name" | "kind">): string =>
  name === "" || name === kind ? words(kind) : name;
