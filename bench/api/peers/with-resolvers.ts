// PostGraphile is written for Node 22, of which Node 20 lacks this one thing.
Promise.withResolvers ??= function withResolvers<T>() {
  let settle: Omit<PromiseWithResolvers<T>, "promise"> | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle } as PromiseWithResolvers<T>;
};
