/**
 * The name a file is shown and kept under: its last path segment without control and direction characters, at most 255
 * characters with the extension kept. A name with nothing left becomes `unnamed`.
 */
export function fileName(given: string | undefined): string {
  const last = (given ?? "").normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  const clean = last
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "")
    .replaceAll(/\s+/g, " ")
    .trim();
  if (clean === "" || clean === "." || clean === "..") return "unnamed";
  const letters = [...clean];
  if (letters.length <= 255) return clean;
  const extension = /\.[^.]{1,16}$/u.exec(clean)?.[0] ?? "";
  return letters.slice(0, 255 - extension.length).join("") + extension;
}

/** The Content-Disposition of a download (RFC 6266), with an ASCII fallback. */
export function attachment(name: string): string {
  const ascii = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, "_");
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
