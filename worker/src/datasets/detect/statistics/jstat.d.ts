declare module "jstat" {
  interface Distribution {
    cdf(x: number, ...parameters: number[]): number;
    inv(p: number, ...parameters: number[]): number;
  }
  const jstat: {
    normal: Distribution;
    /** Regularised incomplete beta function. */
    ibeta(x: number, a: number, b: number): number;
    /** Regularised lower incomplete gamma function. */
    lowRegGamma(a: number, x: number): number;
  };
  export default jstat;
}
