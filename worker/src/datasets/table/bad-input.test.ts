import { describe, expect, it } from "vitest";
import { refusal, tableOf } from "./table.fixture.ts";
import { workbook, workbookParts } from "./workbook.fixture.ts";
import { zip } from "./zip.fixture.ts";

const MiB = 1 << 20;
const parts = workbookParts({ S: [["a"], [1]] });
const withSheet = (content: Buffer | string, claimed_size?: number) =>
  zip([
    ...parts.slice(0, -1),
    { name: "xl/worksheets/sheet1.xml", content, ...(claimed_size !== undefined && { claimed_size }) },
  ]);
const wide = (columns: number) =>
  `${Array.from({ length: columns }, (_, i) => `c${i}`).join(",")}\n${"1,".repeat(columns - 1)}1\n`;
const ole = Buffer.concat([
  Buffer.from("d0cf11e0a1b11ae1", "hex"),
  Buffer.alloc(512),
  Buffer.from("EncryptedPackage", "utf16le"),
  Buffer.alloc(512),
]);

describe("bad input ends in one error with a sentence and a fix", () => {
  it.each<[string, string, string | Buffer, string?]>([
    ["an empty file", "file_empty", ""],
    ["blanks only", "file_empty", " \n\t\n"],
    ["delimiters only", "file_empty", ",,\n,,\n"],
    ["a header only", "file_no_rows", "a,b,c\n"],
    ["a workbook with a header only", "file_no_rows", workbook({ S: [["a", "b"]] }), "x.xlsx"],
    ["an empty workbook", "file_empty", workbook({ S: [] }), "x.xlsx"],
    ["an empty JSON array", "file_empty", "[]", "x.json"],
    [
      "binary data",
      "file_not_a_table",
      Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919 + (i >> 3)) % 256)),
    ],
    ["a text with NUL bytes", "file_not_a_table", "a,b\n1\0,2\n"],
    ["a picture", "file_unsupported", Buffer.from("89504e470d0a1a0a0000", "hex")],
    ["a gzip archive", "file_unsupported", Buffer.from("1f8b0800000000000003", "hex")],
    ["a ZIP that is no workbook", "file_unsupported", zip([{ name: "a.txt", content: "hi" }])],
    ["a Word document", "file_unsupported", zip([{ name: "word/document.xml", content: "<a/>" }])],
    ["a web page", "file_unsupported", "<!doctype html><html></html>"],
    [
      "an old XLS workbook",
      "file_unsupported",
      Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(2048)]),
    ],
    ["a workbook with a password", "file_password", ole, "x.xlsx"],
    ["a row with too many cells", "file_ragged", "a,b,c\n1,2,3\n4,5,6,7\n"],
    ["many rows with too few cells", "file_ragged", "a,b,c\n1,2\n3,4\n5,6,7\n"],
    ["rows of all widths", "file_ragged", "a,b,c\n1,2\n1,2,3,4\n5\n"],
    ["5,000 columns", "file_too_wide", wide(5_000)],
    [
      "5,000 columns in JSON",
      "file_too_wide",
      JSON.stringify([Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`c${i}`, i]))]),
      "x.json",
    ],
    [
      "broken UTF-8",
      "file_encoding",
      Buffer.concat([Buffer.from("città,größe\nZürich,1\n"), Buffer.from("c3280a", "hex")]),
    ],
    ["an unclosed quote", "file_corrupt", 'a,b\n1,"x\n2,3\n4,5\n'],
    ["a 50 MB cell", "file_cell_too_large", `a,b\n1,${"x".repeat(50 * MiB)}\n`],
    ["a 50 MB cell in quotes", "file_cell_too_large", `a,b\n1,"${"x".repeat(50 * MiB)}"\n`],
    ["a 50 MB cell in JSON", "file_cell_too_large", `[{"a":"${"x".repeat(50 * MiB)}"}]`, "x.json"],
    ["a 2 MB cell in a workbook", "file_cell_too_large", workbook({ S: [["a"], ["x".repeat(2 * MiB)]] }), "x.xlsx"],
    ["100,000 nested arrays", "file_too_deep", "[".repeat(100_000) + "]".repeat(100_000), "x.json"],
    ["100,000 nested objects", "file_too_deep", `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`, "x.json"],
    ["deep JSON inside a record", "file_too_deep", `[{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}]`, "x.json"],
    ["JSON that breaks off", "file_corrupt", '[{"a":1},{"a":', "x.json"],
    ["JSON with junk between records", "file_corrupt", '[{"a":1} xx, {"b":2}]', "x.json"],
    ["JSON of bare numbers", "file_not_a_table", "[1,2,3]", "x.json"],
    ["a JSON object without records", "file_not_a_table", '{"a":1}', "x.json"],
    ["a JSON object with several tables", "file_not_a_table", '{"a":[{"x":1}],"b":[{"y":1}]}', "x.json"],
    ["a zip bomb as XLSX", "file_archive_bomb", withSheet(Buffer.alloc(600 * MiB, 65)), "x.xlsx"],
    [
      "a bomb beside the sheet",
      "file_archive_bomb",
      zip([...parts, { name: "xl/more.xml", content: Buffer.alloc(600 * MiB, 65) }]),
      "x.xlsx",
    ],
    [
      "an archive that lies about its sizes",
      "file_archive_bomb",
      withSheet(Buffer.alloc(80 * MiB, 65), 1_000),
      "x.xlsx",
    ],
    [
      "a sheet with a row number beyond all sheets",
      "file_corrupt",
      withSheet(
        '<worksheet><sheetData><row r="900000000"><c r="A900000000"><v>1</v></c></row></sheetData></worksheet>',
      ),
      "x.xlsx",
    ],
    ["a workbook that breaks off", "file_corrupt", workbook({ S: [["a"], [1]] }).subarray(0, 600), "x.xlsx"],
    [
      "a damaged Parquet file",
      "file_corrupt",
      Buffer.concat([Buffer.from("PAR1"), Buffer.alloc(64), Buffer.from("PAR1")]),
      "x.parquet",
    ],
    ["a Parquet file that breaks off", "file_corrupt", Buffer.from("PAR1abc"), "x.parquet"],
  ])("%s: %s", async (_, code, content, name) => {
    const refused = await refusal(content, name);
    expect(refused.code).toBe(code);
    expect(refused.detail).toMatch(/^[A-Z0-9].*[.]$/s);
    expect(refused.fix).toMatch(/^[A-Z].*[.]$/s);
  });

  it("refuses more rows than allowed", async () => {
    expect(await refusal("a,b\n1,2\n3,4\n5,6\n", "x.csv", { rows: 2 })).toMatchObject({ code: "file_too_many_rows" });
  });

  it("accepts a few short rows and names them", async () => {
    const rows = Array.from({ length: 300 }, (_, i) => (i === 41 ? "42,x" : `${i + 1},x,y`));
    const table = await tableOf(`id,a,b\n${rows.join("\n")}\n`);
    expect(table.row_count).toBe(300);
    expect(table.source.warnings[0]).toContain("row 42");
    expect(table.summaries[2]?.missing_count).toBe(1);
  });

  it("loses no row where quoted line breaks look like rows", async () => {
    const cell = `"x\n${"1,2,fake\n".repeat(3_000)}end ""q"" "`;
    const rows = Array.from({ length: 700 }, (_, i) => `${i},${2 * i},${cell}`);
    const table = await tableOf(`a,b,c\n${rows.join("\n")}\n`);
    expect(table.row_count).toBe(700);
    expect(table.summaries[0]?.numbers?.sum).toBe((700 * 699) / 2);
    expect(table.summaries[2]?.unique_count).toBe(1);
  });

  it("makes repeated and blank names unique and says so", async () => {
    const table = await tableOf("a,a,,b\n1,2,3,4\n5,6,7,8\n");
    expect(table.columns.map(({ name }) => name)).toEqual(["a", "a (2)", "Column 3", "b"]);
    expect(table.source.decisions.filter(({ about }) => about === "names")).toHaveLength(2);
  });
});
