declare module "swagger-ui-dist/swagger-ui-es-bundle.js" {
  import type { SwaggerConfigs } from "swagger-ui-dist";

  const SwaggerUIBundle: (configs: SwaggerConfigs) => unknown;
  export default SwaggerUIBundle;
}
