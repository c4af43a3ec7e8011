import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * The isolation suites before all others of their project. They need a fresh database: after the suites of IR schemas, the
 * mutant of save_ir_schema that forgets whose row it is can go unnoticed.
 */
export class IsolationFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isFirst = ({ moduleId }: TestSpecification) => moduleId.includes("/scripts/qa/isolation");
    return [...sorted.filter(isFirst), ...sorted.filter((file) => !isFirst(file))];
  }
}
