import cluster, { type Worker } from "node:cluster";

/** What a supervisor asks a worker, and what comes back. */
interface Question {
  question: string;
  number: number;
}
interface Reply extends Question {
  answer: unknown;
}

/** Asks the workers of this process. */
export interface AskWorkers<Answer> {
  /** What came, by worker, within so many milliseconds: one that hangs is not waited for. */
  ask(patience: number): Promise<Map<number, Answer>>;
  /** Those that there are. */
  alive(): Set<number>;
}

/** Makes what asks all workers one question. */
export function createAskWorkers<Answer>(question: string): AskWorkers<Answer> {
  let asked = 0;
  const workers = (): Worker[] => Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);

  function askOne(worker: Worker, number: number, patience: number): Promise<Answer | null> {
    return new Promise((resolve) => {
      const finish = (answer: Answer | null) => {
        clearTimeout(timer);
        worker.off("message", onMessage);
        resolve(answer);
      };
      const onMessage = (message: Partial<Reply>) => {
        if (message.question === question && message.number === number) finish(message.answer as Answer);
      };
      const timer = setTimeout(() => finish(null), patience);
      worker.on("message", onMessage);
      worker.send({ question, number } satisfies Question, (error) => error && finish(null));
    });
  }

  return {
    alive: () => new Set(workers().map(({ id }) => id)),
    ask: async (patience) => {
      const number = ++asked;
      const answers = new Map<number, Answer>();
      const askEach = workers().map(async (worker) => {
        const answer = worker.isConnected() ? await askOne(worker, number, patience) : null;
        if (answer !== null) answers.set(worker.id, answer);
      });
      await Promise.all(askEach);
      return answers;
    },
  };
}

/** Has this process, a worker, answer its supervisor's question. */
export function answerSupervisor(question: string, answer: () => Promise<unknown>): void {
  process.on("message", (message: Partial<Question>) => {
    if (message?.question !== question) return;
    // Where it fails, or the supervisor is gone, nobody waits for it.
    answer()
      .then((given) => process.send?.({ ...message, answer: given }, () => {}))
      .catch(() => {});
  });
}
