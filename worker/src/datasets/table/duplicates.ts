import type { Database } from "./database.ts";

/** Up to this many candidate rows are compared as they are; more are first narrowed by a hash of the row. */
const direct = 200_000;

/**
 * Finds the rows that equal an earlier one in every raw cell, exactly. Rows can only be equal where they are equal in the
 * column that repeats least, so most rows never have to be compared.
 */
export class DuplicateSearch {
  readonly #database: Database;
  readonly #columns: number;
  #best: { index: number; rows: number; kept: boolean } | undefined;

  constructor(database: Database, columns: number) {
    this.#database = database;
    this.#columns = columns;
  }

  /** `rows` rows share their raw text in this column with other rows. */
  note(index: number, rows: number): boolean {
    if (this.#best && this.#best.rows <= rows) return false;
    this.#best = { index, rows, kept: false };
    return true;
  }

  /** The same while `d` holds the column's raw texts, which saves counting them again. */
  async consider(index: number, rows: number): Promise<void> {
    if (!this.note(index, rows)) return;
    await this.#database.run("create or replace temp table repeated as select x from d where n > 1");
    if (this.#best) this.#best.kept = true;
  }

  /** Lists them in relation `repeats` by `row`, and counts them. */
  async list(): Promise<number> {
    if (!this.#best || this.#best.rows === 0) {
      await this.#database.run('create table repeats ("row" bigint)');
      return 0;
    }
    const key = `r${this.#best.index}`;
    if (!this.#best.kept) {
      await this.#database.run(
        `create or replace temp table repeated as select ${key} as x from cells group by 1 having count(*) > 1`,
      );
    }
    const all = Array.from({ length: this.#columns }, (_, i) => `r${i}`).join(", ");
    let among = `semi join repeated on ${key} is not distinct from repeated.x`;
    if (this.#best.rows > direct) {
      await this.#database.run(
        `create or replace temp table hashes as select h from (select hash(${all}) as h from cells ${among}) group by h having count(*) > 1`,
      );
      among = `semi join hashes on hash(${all}) = hashes.h`;
    }
    await this.#database.run(
      `create or replace temp table firsts as select min(rowid) as id from cells ${among} group by ${all}`,
    );
    await this.#database.run(
      `create table repeats as select rowid + 1 as "row" from cells ${among} anti join firsts on cells.rowid = firsts.id`,
    );
    await this.#database.run("drop table if exists hashes; drop table firsts; drop table repeated");
    const [found] = await this.#database.query<{ n: number }>("select count(*) as n from repeats");
    return found?.n ?? 0;
  }
}
