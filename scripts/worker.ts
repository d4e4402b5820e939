import cluster from "node:cluster";
import { parseConfig } from "../src/config.ts";
import { connect } from "../src/db/client.ts";
import { asUnreachable } from "../src/db/unreachable.ts";
import { Foreseen } from "../src/foreseen.ts";
import type { Siblings } from "../src/rates/exchange.ts";
import type { Spending } from "../src/rates/windows.ts";
import type { Served } from "../src/server.ts";
import { type ForOthers, STOP, type WorkerNews } from "../src/workers/supervisor.ts";
import { CallError, runScript } from "./cli.ts";
import { serve } from "./serve.ts";
import { stopOnSignals } from "./signals.ts";

// One of the processes of WORKERS, started by its supervisor, who has opened the database and brought it up to date. Where
// the supervisor is gone, node:cluster ends this process at once.

async function main(): Promise<number> {
  const { worker } = cluster;
  // The supervisor has read .env: a worker that comes later is to have the same settings.
  const config = parseConfig(process.env);
  const { databaseUrl } = config;
  if (!worker || databaseUrl === null) throw new CallError("Workers are started by npm start: set WORKERS.");
  const tell = (news: WorkerNews<Served>) => void worker.send(news);
  // Ctrl-C in a terminal reaches this process as well as its supervisor, who says it again.
  const stopping = stopOnSignals();
  worker.on("message", (message) => message === STOP && stopping.abort());
  const siblings: Siblings = {
    tell: (spendings) => tell({ forOthers: spendings }),
    onTold: (listener) =>
      worker.on("message", (message: Partial<ForOthers> | typeof STOP) => {
        if (message !== STOP && message.forOthers) listener(message.forOthers as readonly Spending[]);
      }),
  };
  const database = connect(databaseUrl, config);
  try {
    const context = { config, url: databaseUrl, database, siblings, stopping: stopping.signal };
    await serve(context, ({ url, endpoint }) => tell({ serves: { url, endpoint } }));
    return 0;
  } catch (error) {
    const reason = asUnreachable(error, databaseUrl);
    if (!(reason instanceof Foreseen)) throw reason;
    tell({ failed: reason.message });
    return 2;
  } finally {
    await database.close();
    // It would be waited for news from the supervisor for ever.
    worker.disconnect();
  }
}

await runScript(main);
