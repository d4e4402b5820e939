import { setTimeout as sleep } from "node:timers/promises";
import postgres, { type Sql } from "postgres";

/** Asks whether a database answers, on a connection of its own: those of a pool may all be at work. */
export interface Probe {
  /** Whether it answers within so many milliseconds. Who asks while another does gets the same answer. */
  answers(patience: number): Promise<boolean>;
  close(): Promise<void>;
}

/** Makes a probe. It connects when it is first asked, and lets go of a connection that nobody asks for. */
export function createProbe(url: string): Probe {
  let client: Sql | null = null;
  let asking: Promise<boolean> | null = null;

  async function ask(patience: number): Promise<boolean> {
    client ??= connectOnce(url);
    const answered = client`select 1`.then(
      () => true,
      () => false,
    );
    const answer = await Promise.race([answered, sleep(patience, false, { ref: false })]);
    // A connection that is silent may stay so for ever, and the driver would wait longer before each new one.
    if (!answer) await close();
    return answer;
  }

  async function close(): Promise<void> {
    const old = client;
    client = null;
    await old?.end({ timeout: 0 });
  }

  return {
    answers(patience) {
      asking ??= ask(patience).finally(() => {
        asking = null;
      });
      return asking;
    },
    close,
  };
}

const connectOnce = (url: string): Sql =>
  postgres(url, {
    max: 1,
    idle_timeout: 60,
    // A pooler may stand between.
    prepare: false,
    fetch_types: false,
    connection: { application_name: "broadsheet health" },
    onnotice: () => {},
  });
