import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface ChatServer {
  base_url: string;
  /** Bodies of the requests so far, as text. */
  requests: string[];
  close(): Promise<void>;
}

/** What the server does with a request: send this content as the answer, or do as it likes with the response. */
export type Reply = string | ((response: ServerResponse) => void);

/** A server on a free port that speaks the chat-completions protocol. */
export async function chatServer(reply: (user: string, nth: number) => Reply): Promise<ChatServer> {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    requests.push(body);
    if (request.method !== "POST" || request.url !== "/v1/chat/completions") return void response.writeHead(404).end();
    const { model, messages } = JSON.parse(body);
    const answer = reply(messages[1].content, requests.length);
    if (typeof answer !== "string") return answer(response);
    response.writeHead(200, { "content-type": "application/json" });
    response.end(
      JSON.stringify({
        id: "chatcmpl-1",
        object: "chat.completion",
        created: 1,
        model,
        choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: answer } }],
        usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    base_url: `http://127.0.0.1:${port}/v1`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
