import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * The isolation suites before all others of their project: a function that forgets whose row it is takes any, and in a
 * database full of other files' rows it may take none of those that are watched.
 */
export class IsolationFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isFirst = ({ moduleId }: TestSpecification) => moduleId.includes("/scripts/qa/isolation");
    return [...sorted.filter(isFirst), ...sorted.filter((file) => !isFirst(file))];
  }
}
