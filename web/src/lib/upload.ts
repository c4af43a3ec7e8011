import type { z } from "zod";
import { apiHeaders, apiUrl, parseAnswer } from "./api.ts";
import { errorFromAnswer, unreachable } from "./api-error.ts";
import { noteRefusal } from "./rate-limit.ts";

export interface UploadOptions {
  signal?: AbortSignal;
  /** Bytes sent so far and in all; the end of sending is not yet the server's answer. */
  onProgress?: (sent: number, total: number) => void;
}

/** Posts a form and reports real progress, which fetch cannot; answers and errors are those of `api.post`. */
export async function upload<T extends z.ZodType>(
  path: string,
  schema: T,
  form: FormData,
  options: UploadOptions = {},
): Promise<z.infer<T>> {
  const headers = await apiHeaders();
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", apiUrl(path));
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.setRequestHeader("accept", "application/json");
    request.upload.onprogress = (event) => options.onProgress?.(event.loaded, event.total);
    const abort = (): void => request.abort();
    options.signal?.addEventListener("abort", abort, { once: true });
    request.onloadend = () => options.signal?.removeEventListener("abort", abort);
    request.onabort = () => reject(options.signal?.reason ?? new DOMException("The upload was stopped", "AbortError"));
    request.onerror = () => reject(unreachable(new Error("XMLHttpRequest failed")));
    request.onload = () => {
      const answer = new Headers();
      for (const name of ["x-request-id", "retry-after"]) {
        const value = request.getResponseHeader(name);
        if (value) answer.set(name, value);
      }
      const { status, responseText } = request;
      try {
        if (status >= 400 || status === 0) {
          const error = errorFromAnswer(status, responseText, answer);
          noteRefusal(error);
          throw error;
        }
        resolve(parseAnswer(schema, responseText, answer));
      } catch (error) {
        reject(error);
      }
    };
    request.send(form);
  });
}
