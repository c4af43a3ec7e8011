export interface Dialect {
  delimiter: string;
  /** Null when quotes mean nothing. */
  quote: string | null;
  /** What makes a quote inside quotes literal: the quote itself (doubled) or a backslash. */
  escape: string | null;
}

/** A line break inside, outside or at the end of quotes decides what comes next. */
type State = "start" | "plain" | "quoted" | "closed";

/**
 * Splits delimited text into records, in pieces of any size. A quote opens only at the start of a cell; what follows a
 * closing quote is kept; lines without any character are no records; CR, LF and CRLF may be mixed. An empty cell is null.
 */
export class RecordParser {
  /** 1-based line on which the quote opened that is still open, for messages. */
  openedAt = 0;
  /** The longest cell so far, the one being read included, in UTF-16 units. */
  longest = 0;
  readonly #delimiter: number;
  readonly #quote: number;
  readonly #backslash: boolean;
  #state: State = "start";
  #cell = "";
  #wasQuoted = false;
  #record: (string | null)[] = [];
  #line = 1;
  #lastCr = false;
  /** A quote or backslash at the very end of a piece, whose meaning depends on the next one. */
  #held = "";

  constructor(dialect: Dialect) {
    this.#delimiter = dialect.delimiter.charCodeAt(0);
    this.#quote = dialect.quote === null ? -1 : dialect.quote.charCodeAt(0);
    this.#backslash = dialect.escape === "\\";
  }

  /** The records completed by this piece of text. */
  push(piece: string): (string | null)[][] {
    const text = this.#held + piece;
    this.#held = "";
    const records: (string | null)[][] = [];
    let from = 0;
    let i = 0;
    const take = (to: number) => {
      if (to > from) this.#cell += text.slice(from, to);
    };
    while (i < text.length) {
      const c = text.charCodeAt(i);
      if (this.#state === "quoted") {
        if (this.#backslash && c === 92) {
          if (i + 1 === text.length) break;
          take(i);
          from = i + 1;
          i += 2;
          continue;
        }
        if (c === this.#quote) {
          if (!this.#backslash) {
            if (i + 1 === text.length) break;
            if (text.charCodeAt(i + 1) === this.#quote) {
              take(i + 1);
              i += 2;
              from = i;
              continue;
            }
          }
          take(i);
          this.#state = "closed";
          from = i + 1;
        } else if (c === 10) this.#line++;
        i++;
        continue;
      }
      if (c === this.#delimiter) {
        take(i);
        this.#endCell();
        from = i + 1;
      } else if (c === 10 || c === 13) {
        if (
          c === 10 &&
          this.#lastCr &&
          i === from &&
          this.#cell === "" &&
          this.#record.length === 0 &&
          !this.#wasQuoted
        ) {
          this.#lastCr = false;
          from = ++i;
          continue;
        }
        take(i);
        this.#endRecord(records);
        this.#lastCr = c === 13;
        this.#line++;
        from = ++i;
        continue;
      } else if (this.#state === "start") {
        if (c === this.#quote) {
          this.#state = "quoted";
          this.#wasQuoted = true;
          this.openedAt = this.#line;
          from = i + 1;
        } else this.#state = "plain";
      }
      this.#lastCr = false;
      i++;
    }
    if (i < text.length) {
      take(i);
      this.#held = text.slice(i);
    } else take(text.length);
    if (this.#cell.length > this.longest) this.longest = this.#cell.length;
    return records;
  }

  /** The last record, when the text does not end with a line break. `open` says that a quote was never closed. */
  end(): { records: (string | null)[][]; open: boolean } {
    const records: (string | null)[][] = [];
    if (this.#held !== "" && this.#state === "quoted" && this.#held.charCodeAt(0) === this.#quote)
      this.#state = "closed";
    const open = this.#state === "quoted";
    this.#endRecord(records);
    return { records, open };
  }

  #endCell(): void {
    if (this.#cell.length > this.longest) this.longest = this.#cell.length;
    this.#record.push(this.#cell === "" ? null : this.#cell);
    this.#cell = "";
    this.#state = "start";
  }

  #endRecord(records: (string | null)[][]): void {
    const blank = this.#record.length === 0 && this.#cell === "" && !this.#wasQuoted;
    if (!blank) {
      this.#endCell();
      records.push(this.#record);
    }
    this.#record = [];
    this.#cell = "";
    this.#state = "start";
    this.#wasQuoted = false;
  }
}

/** The records of a text that may break off in the middle of one; `whole` says it does not. */
export function recordsOf(text: string, dialect: Dialect, whole: boolean): (string | null)[][] {
  const parser = new RecordParser(dialect);
  const records = parser.push(text);
  return whole ? [...records, ...parser.end().records] : records;
}
