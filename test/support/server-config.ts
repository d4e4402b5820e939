import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseConfig } from "../../src/config.ts";

/** The settings of a server on a free port of the loopback; all else as by default. It writes nothing until it is asked for an image. */
export const serverConfig = () => ({
  ...parseConfig({ PORT: "0", DATA_DIR: join(tmpdir(), `broadsheet-test-${process.pid}-unused`) }),
  imageProxies: [],
});
