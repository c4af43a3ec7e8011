import { TextModelList } from "@plumbline/contracts";
import { router } from "../platform/context.ts";
import { operation } from "../platform/describe.ts";
import { readAsMember } from "../platform/member.ts";
import { listTextModels } from "./queries.ts";

export const textModels = router();

textModels.get(
  "/",
  operation({
    tag: "text-models",
    summary: "The language models a replay may name, as workers offer them, and their prices",
    answer: { status: 200, description: "The default first, then by name", schema: TextModelList },
  }),
  async (c) => {
    const [items] = await readAsMember(c, listTextModels);
    return c.json({ items });
  },
);
