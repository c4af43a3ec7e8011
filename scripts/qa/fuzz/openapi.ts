import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { z } from "zod";
import { closed, Schema, type Schemas } from "./schema.ts";

const Content = z.record(z.string(), z.looseObject({ schema: Schema.optional() }));
const Parameter = z.looseObject({
  in: z.enum(["path", "query", "header"]),
  name: z.string(),
  required: z.boolean().default(false),
  schema: Schema,
});
const Documented = z.looseObject({
  operationId: z.string(),
  security: z.array(z.unknown()),
  parameters: z.array(Parameter).default([]),
  requestBody: z.looseObject({ content: Content }).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string(), content: Content.optional() })),
});
const Document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), Documented)),
  components: z.looseObject({ schemas: z.record(z.string(), Schema).default({}) }),
});

export interface Answer {
  /** Validators by media type; undefined for a body without a schema. None: the answer has no body. */
  media: Map<string, ValidateFunction | undefined>;
  /** For problems: the codes that are declared under this status. */
  codes: Set<string>;
}
export interface Operation {
  /** `PATCH /v1/members/{user_id}`. */
  name: string;
  method: string;
  path: string;
  signed_in: boolean;
  parameters: z.infer<typeof Parameter>[];
  /** The one media type a body may have, and its schema. */
  body: { media: string; schema: Schema } | undefined;
  answers: Map<number, Answer>;
}
export interface Api {
  operations: Operation[];
  schemas: Schemas;
}

/** Everything an OpenAPI 3.1 document promises, with a validator for every answer that demands no undeclared field. */
export function readApi(document: unknown): Api {
  const { paths, components } = Document.parse(document);
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateSchema: false });
  addFormats.default(ajv);
  ajv.addSchema({ $id: "api:/document", ...z.record(z.string(), z.unknown()).parse(closed(document)) });
  const validator = (...pointer: string[]) =>
    ajv.compile({ $ref: `api:/document#${pointer.map((p) => `/${encodeURIComponent(pointerPart(p))}`).join("")}` });
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, op]): Operation => {
      const [body] = Object.entries(op.requestBody?.content ?? {});
      const answers = Object.entries(op.responses).map(([status, { description, content }]): [number, Answer] => {
        const at = ["paths", path, method, "responses", status, "content"];
        const media = Object.entries(content ?? {}).map(
          ([type, { schema }]): [string, ValidateFunction | undefined] => [
            type,
            schema && schema.type !== "string" && /json|event-stream/.test(type)
              ? validator(...at, type, "schema")
              : undefined,
          ],
        );
        const codes = description.split("; ").map((part) => part.split(":")[0] ?? "");
        return [Number(status), { media: new Map(media), codes: new Set(codes) }];
      });
      return {
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        signed_in: op.security.length > 0,
        parameters: op.parameters,
        body: body && { media: body[0], schema: body[1].schema ?? {} },
        answers: new Map(answers),
      };
    }),
  );
  return { operations, schemas: components.schemas };
}

const pointerPart = (part: string): string => part.replaceAll("~", "~0").replaceAll("/", "~1");
