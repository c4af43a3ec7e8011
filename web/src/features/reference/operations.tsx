import "swagger-ui-dist/swagger-ui.css";
import "./reference.css";
import { useEffect, useRef } from "react";
import SwaggerUIBundle from "swagger-ui-dist/swagger-ui-es-bundle.js";
import { apiHeaders } from "../../lib/api.ts";
import { config } from "../../lib/config.ts";
import type { OpenApiDocument } from "./reference.api.ts";

/** Every operation of the API with its schemas; "Try it out" sends requests as the person who is signed in. */
export function Operations({ document }: { document: OpenApiDocument }) {
  const node = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const domNode = node.current;
    if (!domNode) return;
    SwaggerUIBundle({
      domNode,
      // The document may not know where this installation serves it.
      spec: { ...document, servers: [{ url: config().api_url }] },
      deepLinking: false,
      defaultModelsExpandDepth: 0,
      docExpansion: "list",
      persistAuthorization: false,
      requestInterceptor: async (request) => {
        Object.assign(request.headers, await apiHeaders());
        return request;
      },
    });
    return () => domNode.replaceChildren();
  }, [document]);
  return <div ref={node} className="reference" />;
}
