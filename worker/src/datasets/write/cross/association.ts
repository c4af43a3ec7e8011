import { AssociationFacts } from "../../detect/cross/association.ts";
import { CategoryFacts } from "../../detect/cross/category-association.ts";
import { formatCount, formatShare, formatValue } from "../format.ts";
import type { KindWriter } from "../writer.ts";
import { fitting, group, is, name, numberOf, shown, testOf } from "./shown.ts";

/** Two columns that go together, told with the means at both ends; never as cause and effect. */
export const writeAssociation: KindWriter = (finding) =>
  finding.facts.shape === "categories" ? categories(finding) : numbers(finding);

const numbers: KindWriter = (finding) => {
  const it = AssociationFacts.parse(finding.facts);
  const [x, y] = [name(it.x), name(it.y)];
  const test = testOf(finding, it.test);
  const { rho = 0, rho_low = 0, rho_high = 0, pearson = 0, confidence_share = 0 } = test.results;
  const [low, high] = [it.low, it.high];
  const at = (threshold: number): string => formatValue(threshold, it.x_unit);
  const way = rho > 0 ? "higher" : "lower";
  const averages = it.statistic === "median" ? "has a median of" : "averages";
  const plain =
    it.shape === "bent"
      ? `${y} goes with ${x}, but neither only up nor only down (rank correlation ${round(rho)})`
      : `${y} is ${way} where ${x} is higher (rank correlation ${round(rho)})`;
  let title = plain;
  if (low && high && it.shape === "bent" && it.middle) {
    title = `${y} ${averages} ${shown(finding, it.middle.value)} in the middle of ${x}, but ${shown(finding, low.value)} where ${x} is ${low.exact ? "" : "at most "}${at(low.threshold)} and ${shown(finding, high.value)} where it is ${high.exact ? "" : "at least "}${at(high.threshold)}`;
  } else if (
    low &&
    high &&
    Math.sign(numberOf(finding, high.value) - numberOf(finding, low.value)) === Math.sign(rho)
  ) {
    title = `${y} ${averages} ${shown(finding, high.value)} where ${x} is ${high.exact ? "" : "at least "}${at(high.threshold)}, against ${shown(finding, low.value)} where it is ${low.exact ? "" : "at most "}${at(low.threshold)}`;
  }
  const n = formatCount(test.n);
  const straight = Math.abs(pearson) < Math.abs(rho) - 0.15 ? ` On the values themselves it is ${round(pearson)}.` : "";
  return {
    title: fitting(title, plain),
    summary:
      it.shape === "bent"
        ? `Among ${n} rows, equal parts of ${x} go with ${formatShare(test.results.shape_rank_variance_share ?? 0)} of the rank variance of ${y}, while the rank correlation is only ${round(rho)}. A straight line would miss it.`
        : `The rank correlation is ${round(rho)} (${formatShare(confidence_share)} interval ${round(rho_low)} to ${round(rho_high)}) among ${n} rows.${straight} Which of them comes first, or what stands behind both, the data do not say.`,
    next_steps: [
      `Look at the scatter of ${x} and ${y} before either is used to predict the other.`,
      `Ask what else moves with ${x}.`,
    ],
  };
};

/** A correlation as prose shows it: two decimals, none at all for a whole number. */
const round = (r: number): string => String(Number(r.toFixed(2)));

const categories: KindWriter = (finding) => {
  const it = CategoryFacts.parse(finding.facts);
  const test = testOf(finding, it.test);
  const a = group(it.a, it.a_label);
  return {
    title: fitting(
      `${is(it.b, it.b_label)} in ${shown(finding, it.inside)} of the rows with ${a}, against ${shown(finding, it.outside)} of the rest`,
      `${name(it.b)} and ${name(it.a)} go together (Cramer's V ${round(test.results.cramers_v ?? 0)})`,
    ),
    summary: `${shown(finding, it.rows)} rows have ${a}. Among ${formatCount(test.n)} rows Cramer's V of both columns is ${round(test.results.cramers_v ?? 0)}. Which of them comes first the data do not say.`,
    next_steps: [
      `Compare ${name(it.b)} only within the same ${name(it.a)}, or say that their mix differs.`,
      `Ask who assigns ${name(it.b)} whether this is intended.`,
    ],
  };
};
