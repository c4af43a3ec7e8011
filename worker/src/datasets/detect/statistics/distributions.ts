import jstat from "jstat";
import { chiSquaredUpper, normalQuantile, studentTwoSided } from "./tails.ts";

/** The smallest p-value told: below it double precision says nothing. */
export const smallest_p = 1e-15;

/** A p-value within what can be told. */
export const told = (p: number): number => (Number.isNaN(p) ? 1 : Math.min(1, Math.max(smallest_p, p)));

/** Two-sided p-value of a standard normal deviate. */
export const normalP = (z: number): number => told(2 * jstat.normal.cdf(-Math.abs(z), 0, 1));

/** Density of the standard normal. */
export const normalDensity = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/** Two-sided p-value of Student's t. */
export const studentP = (t: number, df: number): number => told(studentTwoSided(t, df));

/** Upper tail of chi-squared; `df` need not be whole. */
export const chiSquaredP = (x: number, df: number): number => told(chiSquaredUpper(x, df));

/** The standard normal deviate whose two-sided p-value is `p`. */
export const normalDeviate = (p: number): number => -normalQuantile(told(p) / 2);
