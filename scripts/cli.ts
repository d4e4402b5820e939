import { existsSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { type Config, parseConfig } from "../src/config.ts";
import { startEmbedded } from "../src/db/embedded.ts";
import { isDriverFailure, LOST } from "../src/db/unreachable.ts";
import { Foreseen } from "../src/foreseen.ts";

/** The call cannot be carried out as it was made; the message is one line that says what would be right. */
export class CallError extends Foreseen {}

/** A database that is there to be connected to. */
export interface OpenDatabase {
  url: string;
  /** A server inside the project, not one given by DATABASE_URL. */
  embedded: boolean;
  /** Made just now, so that there is nothing in it. */
  fresh: boolean;
  /** Ends the use of it; the last process to leave an embedded server stops it. Close your own connections first. */
  close(): Promise<void>;
}

/**
 * The database of DATABASE_URL, or the embedded server on DATA_DIR, which is started where no other process has done so.
 * It has not been migrated.
 * @throws EmbeddedError when the embedded server does not come up. A wrong DATABASE_URL shows on connecting.
 */
export async function openDatabase(
  { databaseUrl, dataDir }: Pick<Config, "databaseUrl" | "dataDir">,
  { log }: { log: (line: string) => void },
): Promise<OpenDatabase> {
  if (databaseUrl !== null) return { url: databaseUrl, embedded: false, fresh: false, close: async () => {} };
  const { url, fresh, leave } = await startEmbedded({ dataDir, log });
  return { url, embedded: true, fresh, close: leave };
}

/**
 * The settings from the environment, and from a file .env in the working folder where there is one.
 * @throws ConfigError for the first one whose value is wrong.
 */
export function loadConfig(): Config {
  if (existsSync(".env")) process.loadEnvFile(".env");
  return parseConfig(process.env);
}

/** A command line in the house style: a wrong call says what is wrong and where the help is, and ends with code 2. */
export const command = (name: string): Command =>
  new Command(name)
    .exitOverride()
    .helpOption("-h, --help", "Show this help.")
    .configureOutput({
      outputError: (text, write) => write(`${text.replace(/^error: /, "").trimEnd()}\nSee --help.\n`),
    });

/**
 * Runs a script: its result is the process's exit code. What can be foreseen is told in one line and ends with code 2,
 * and so does the rest, which asks to be reported; LOG_LEVEL=debug shows where it arose.
 */
export async function runScript(main: (args: string[]) => Promise<number>): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", ignoreClosedPipe);
  process.on("uncaughtException", (error) => {
    tell(error);
    // Whatever waits for what has failed would wait for ever.
    process.exit(2);
  });
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : 2;
    tell(error);
  }
}

/** Who reads the output may leave early, as head does; the work goes on without a reader. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

function tell(error: unknown): void {
  // Commander has already said what there is to say.
  if (error instanceof CommanderError) return;
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof Foreseen) console.error(text);
  else if (process.env.LOG_LEVEL === "debug") console.error(error);
  else if (isDriverFailure(error)) console.error(LOST);
  else console.error(`This should not have happened: ${text} (LOG_LEVEL=debug shows where it arose)`);
}
