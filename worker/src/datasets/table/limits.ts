/** What a file may cost before it is refused. */
export interface Limits {
  columns: number;
  rows: number;
  cell_bytes: number;
  json_depth: number;
  /** Of an archive (XLSX), unpacked. */
  unpacked_bytes: number;
  memory_bytes: number;
  threads: number;
  /** Directory for spilled and re-encoded data; it is the caller's to remove. Null: the system's, removed on close. */
  scratch_directory: string | null;
  scratch_bytes: number;
}

const MiB = 1024 * 1024;

export const defaultLimits: Limits = {
  columns: 4_000,
  rows: 20_000_000,
  cell_bytes: MiB,
  json_depth: 64,
  unpacked_bytes: 512 * MiB,
  memory_bytes: 480 * MiB,
  threads: 2,
  scratch_directory: null,
  scratch_bytes: 2048 * MiB,
};
