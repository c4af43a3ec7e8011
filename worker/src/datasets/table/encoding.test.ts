import { describe, expect, it } from "vitest";
import { decodedText, detectEncoding } from "./encoding.ts";
import { fileOf } from "./table.fixture.ts";

async function decide(content: Buffer | string) {
  const bytes = Buffer.from(content);
  const path = await fileOf(bytes);
  const encoding = await detectEncoding(path, bytes.subarray(0, 65_536));
  let text = "";
  for await (const piece of decodedText(path, encoding)) text += piece;
  return { name: encoding.name, text, longest_line: encoding.longest_line };
}

const table = "città,größe\nZürich,5\nMünchen,7\n";

describe("detectEncoding", () => {
  it("reads UTF-8 with and without a mark", async () => {
    expect(await decide(table)).toMatchObject({ name: "utf-8", text: table });
    expect(await decide(`\ufeff${table}`)).toMatchObject({ name: "utf-8", text: table });
  });

  it("reads UTF-16 in both byte orders, with and without a mark", async () => {
    const little = Buffer.from(table, "utf16le");
    const big = Buffer.from(little).swap16();
    expect(await decide(Buffer.concat([Buffer.from([0xff, 0xfe]), little]))).toMatchObject({
      name: "utf-16le",
      text: table,
    });
    expect(await decide(Buffer.concat([Buffer.from([0xfe, 0xff]), big]))).toMatchObject({
      name: "utf-16be",
      text: table,
    });
    expect(await decide(little)).toMatchObject({ name: "utf-16le", text: table });
    expect(await decide(big)).toMatchObject({ name: "utf-16be", text: table });
  });

  it("reads Latin-1 and Windows-1252", async () => {
    expect(await decide(Buffer.from(table, "latin1"))).toMatchObject({ name: "windows-1252", text: table });
    const typographic = Buffer.from([0x93, 0x41, 0x94, 0x2c, 0x80, 0x35, 0x0a]);
    expect((await decide(typographic)).text).toBe("“A”,€5\n");
  });

  it("reads Cyrillic and Japanese encodings", async () => {
    const koi8 = Buffer.from(
      "f0d2c9d7c5d420cdc9d220c920d7d3c5cd20ccc0c4d1cd20cec120dac5cdccc520cfd420cec1d320d3ca",
      "hex",
    );
    expect((await decide(Buffer.concat([koi8, Buffer.from("\n"), koi8]))).name).toMatch(/koi8-r|windows-1251/);
    const shiftJis = Buffer.from(
      "93fa967b8cea8365834c8358836782c582b781428fe38b4c82cc93e0977082f08a6d944682b582c482ad82be82b382a281420a",
      "hex",
    );
    expect(await decide(Buffer.concat([shiftJis, shiftJis]))).toMatchObject({ name: "shift_jis" });
  });

  it.each([
    ["mostly valid UTF-8 with cut sequences", Buffer.concat([Buffer.from(table), Buffer.from([0xc3, 0x28, 0x0a])])],
    ["a lone start byte", Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0x31, 0x2c, 0xc3, 0x28, 0x0a])],
    ["bytes no text has", Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0x31, 0x2c, 0xff, 0xfe, 0x0a])],
    ["a UTF-8 mark before Latin-1", Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from("é,b\n", "latin1")])],
    ["UTF-32", Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0])],
  ])("refuses %s", async (_, bytes) => {
    await expect(decide(bytes)).rejects.toMatchObject({ code: "file_encoding" });
  });

  it("refuses binary data", async () => {
    const bytes = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919 + (i >> 3)) % 256));
    await expect(decide(bytes)).rejects.toMatchObject({ code: "file_not_a_table" });
  });

  it("finds a sequence that two pieces of the file share", async () => {
    const text = `${"x".repeat((1 << 20) - 1)}é\n`;
    expect(await decide(text)).toMatchObject({ name: "utf-8", text });
  });

  it("measures lines that no piece of the file holds whole", async () => {
    expect((await decide(`a\n${"x".repeat(5 << 20)}\nb\n`)).longest_line).toBeGreaterThanOrEqual(5 << 20);
    expect((await decide("x,y\n".repeat(1 << 20))).longest_line).toBeLessThanOrEqual(1 << 20);
  });
});
