import { AggregatorRegistry, type MetricObjectWithValues, type MetricValue } from "prom-client";

/** The metrics of one process, as they are sent from one to another. */
export type MetricValues = MetricObjectWithValues<MetricValue<string>>[];

/** Sums the metrics of processes that come and go. */
export interface SummedMetrics {
  /**
   * The text of all.
   * @param answers - by process, of those that answered.
   * @param alive - processes that there are: of one that did not answer, what it said last counts.
   */
  sum(answers: ReadonlyMap<number, MetricValues>, alive: ReadonlySet<number>): Promise<string>;
}

const GROWING = new Set(["counter", "histogram"]);

/**
 * Makes what sums. What ended processes have counted stays in the sums: Prometheus takes a counter that falls for one that
 * began anew, and would count all that the others have counted a second time.
 */
export function createSummedMetrics(): SummedMetrics {
  const latest = new Map<number, MetricValues>();
  let past: MetricValues = [];

  async function bury(id: number, values: MetricValues): Promise<void> {
    latest.delete(id);
    const counted = values.filter(({ type }) => GROWING.has(String(type)));
    past = await AggregatorRegistry.aggregate([past, counted]).getMetricsAsJSON();
  }

  return {
    async sum(answers, alive) {
      for (const [id, values] of answers) latest.set(id, values);
      for (const [id, values] of latest) if (!alive.has(id)) await bury(id, values);
      return AggregatorRegistry.aggregate([...latest.values(), past]).metrics();
    },
  };
}
