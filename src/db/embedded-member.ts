import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";

// A process is a member as long as it holds a connection of this name. PostgreSQL counts them, and a process that is
// killed leaves by itself.
const memberName = "broadsheet member";

/** This process's membership among those that share the server. */
export interface Membership {
  /** Ends it; true where nobody is left on the server. Whoever calls it holds the lock, so that the answer stays true. */
  end(): Promise<boolean>;
}

/**
 * Joins those that share the server.
 * @throws what the driver throws when the server does not let us in.
 */
export async function becomeMember(url: string): Promise<Membership> {
  let ending = false;
  const member = postgres(url, {
    max: 1,
    // Open for as long as the process uses the server.
    idle_timeout: 0,
    max_lifetime: 0,
    connection: { application_name: memberName },
    onnotice: () => {},
    onclose: () => void rejoin(),
  });

  // When one backend crashes PostgreSQL ends all connections, recovers, and goes on after a moment.
  async function rejoin(): Promise<void> {
    for (let attempt = 0; attempt < 20; attempt++) {
      await sleep(500, undefined, { ref: false });
      if (ending || (await answers())) return;
    }
  }

  const answers = () =>
    member`select 1`.then(
      () => true,
      () => false,
    );

  try {
    await member`select 1`;
  } catch (error) {
    ending = true;
    await member.end({ timeout: 0 });
    throw error;
  }
  return {
    async end() {
      ending = true;
      // A server that does not answer is gone, and needs nobody to stop it.
      const [row] = await member<{ alone: boolean }[]>`
        select count(*) = 1 as alone from pg_stat_activity where application_name = ${memberName}`.catch(() => []);
      await member.end({ timeout: 1 });
      return row?.alone ?? false;
    },
  };
}
