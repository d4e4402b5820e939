import { MockAgent } from "undici";
import { expect, test } from "vitest";
import { fetchSafely } from "../../../src/fetch/fetch-safely.ts";

const LIMITS = { silence: 1000, total: 1000, bytes: 1000 };

test("a redirect from https back to http is not followed", async () => {
  const network = new MockAgent();
  network.disableNetConnect();
  const location = "http://feeds.example/rss";
  network.get("https://feeds.example").intercept({ path: "/" }).reply(301, "", { headers: { location } });
  const refused = fetchSafely(network, "https://feeds.example/", {}, LIMITS);
  await expect(refused).rejects.toThrow(
    "http://feeds.example/rss cannot be fetched: https://feeds.example/ redirects to it, from https back to http",
  );
  await network.close();
});
