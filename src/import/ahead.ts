/**
 * Works on values ahead of whoever takes the results, some at once, and gives the results in the values' order. Nothing
 * further is begun until a result is taken, so that a slow taker slows down everything before it.
 * @param depth - how many results may be under way or waiting.
 */
export async function* ahead<Value, Result>(
  values: AsyncIterable<Value>,
  depth: number,
  work: (value: Value) => Promise<Result>,
): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = [];
  for await (const value of values) {
    const result = work(value);
    // Whoever takes it hears of a failure; until then it is no unhandled one.
    result.catch(() => {});
    begun.push(result);
    if (begun.length >= depth) yield await (begun.shift() as Promise<Result>);
  }
  for (const result of begun) yield await result;
}
