// npm run model:price: what language models cost, so that runs and trends can show it.
import { deterministicModel } from "@plumbline/contracts";
import { command, UsageError } from "./command.ts";

const help = `Usage: DATABASE_URL=postgres://owner@host/db npm run model:price -- [NAME --input USD --output USD] [options]

Sets what a million tokens of the model NAME (as openai:gpt-4o-mini) cost, in US dollars, for calls from now on. A model
may be priced before a worker offers it. Without NAME: shows the models.

  --input USD     for a million tokens of what is asked
  --output USD    for a million tokens of what is answered
  --unknown       forget the price
  --json          answer as JSON
`;
const options = {
  input: { type: "string" },
  output: { type: "string" },
  unknown: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
} as const;

interface Model {
  name: string;
  is_default: boolean;
  usd_per_million_input: number | null;
  usd_per_million_output: number | null;
  offered_at: Date | null;
}

await command(help, options, async (sql, { values, positionals }) => {
  const [name] = positionals;
  if (name !== undefined) {
    if (name === deterministicModel)
      throw new UsageError("The built-in writer costs nothing. Fix: name a language model");
    const { input, output, unknown } = values;
    if (unknown === (input !== undefined || output !== undefined))
      throw new UsageError("Fix: give --input and --output, or --unknown alone");
    const [usdIn, usdOut] = unknown ? [null, null] : [dollars("--input", input), dollars("--output", output)];
    await sql`select private.set_text_model_price(${name}, ${usdIn}, ${usdOut})`;
  }
  const models = await sql<Model[]>`
    select name, is_default, usd_per_million_input::float8 as usd_per_million_input,
      usd_per_million_output::float8 as usd_per_million_output, offered_at
    from public.text_models where ${name ?? null}::text is null or name = ${name ?? null} order by is_default desc, name`;
  if (values.json) console.log(JSON.stringify(models));
  else for (const model of models) console.log(`${model.name.padEnd(40)} ${sentence(model)}`);
  return 0;
});

function sentence({ name, usd_per_million_input, usd_per_million_output, is_default, offered_at }: Model): string {
  const price =
    usd_per_million_input === null
      ? name === deterministicModel
        ? "costs nothing"
        : "no price"
      : `$${usd_per_million_input} in, $${usd_per_million_output} out for a million tokens`;
  return `${price}${is_default ? "; the default" : ""}${offered_at ? "" : "; no worker offers it yet"}`;
}

function dollars(option: string, text: string | undefined): number {
  if (text !== undefined && /^\d{1,6}(\.\d{1,6})?$/.test(text)) return Number(text);
  throw new UsageError(`"${text ?? ""}" is no price. Fix: give ${option} US dollars for a million tokens, as 0.15`);
}
