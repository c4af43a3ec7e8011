import { AppError, isAppError } from "@plumbline/contracts";

/** The error, or `file_too_complex` when the database ran out of its memory: that is the file's fault, not ours. */
export function memoryError(error: unknown): unknown {
  if (isAppError(error) || !(error instanceof Error)) return error;
  if (!/out of memory|failed to allocate|max_temp_directory_size|temporary directory/i.test(error.message))
    return error;
  return new AppError("file_too_complex", "The file needs more memory than one analysis may use.", {
    fix: "Split the file, or leave columns out, and upload it again.",
    cause: error,
  });
}
