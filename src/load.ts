/** As many operations at once as a process can carry. */
export interface Load {
  /** Executes: at once, or as soon as there is a place. Where there is none in time it refuses instead. */
  hold<Result>(execute: () => Result, refuse: () => Result): Result | Promise<Result>;
}

/** Milliseconds that operations wait for a place: a burst that is soon dealt with is answered whole. */
const PATIENCE = 400;

/** Makes a load of nothing. @param most - operations that are executed at once. */
export function createLoad(most: number): Load {
  let running = 0;
  /** In the order in which they came. */
  const waiting = new Set<() => void>();

  const release = () => {
    const [next] = waiting;
    if (next) next();
    else running -= 1;
  };
  const run = <Result>(execute: () => Result): Result => {
    let result: Result | undefined;
    try {
      result = execute();
      return result;
    } finally {
      if (result instanceof Promise) result.then(release, release);
      else release();
    }
  };
  const place = () =>
    new Promise<boolean>((resolve) => {
      const settle = (isFree: boolean) => {
        clearTimeout(timer);
        waiting.delete(take);
        resolve(isFree);
      };
      const take = () => settle(true);
      const timer = setTimeout(() => settle(false), PATIENCE);
      waiting.add(take);
    });

  return {
    hold(execute, refuse) {
      if (running >= most) return place().then((isFree) => (isFree ? run(execute) : refuse()));
      running += 1;
      return run(execute);
    },
  };
}
