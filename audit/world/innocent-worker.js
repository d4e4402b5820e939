import { request } from "node:http";
import { parentPort, workerData } from "node:worker_threads";

// A visitor who has nothing to do with the attack: asks every 50 ms over a fresh connection, and notes the slowest answer.
// It runs in a thread of its own, so that it does not wait for the attacker.

/** @type {{ url: string, from: string | undefined }} */
const { url, from } = workerData;
const body = JSON.stringify({ query: "{ __typename }" });

let slowest = 0;
let answers = 0;
/** @type {Map<string, number>} */
const failures = new Map();
/** @type {Set<number>} When those that are under way were sent. */
const waiting = new Set();

/** @param {string} what */
const note = (what) => failures.set(what, (failures.get(what) ?? 0) + 1);

function ask() {
  const started = performance.now();
  waiting.add(started);
  const options = { method: "POST", agent: false, headers: { "content-type": "application/json" } };
  const asking = request(url, { ...options, ...(from && { localAddress: from }) }, (response) => {
    let text = "";
    response.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
    });
    response.on("end", () => {
      waiting.delete(started);
      slowest = Math.max(slowest, performance.now() - started);
      answers++;
      if (response.statusCode !== 200 || !text.includes('"__typename"'))
        note(`${response.statusCode} ${text.slice(0, 100)}`);
    });
  });
  asking.on("error", (error) => {
    waiting.delete(started);
    note("code" in error ? String(error.code) : error.message);
  });
  asking.end(body);
}

const timer = setInterval(ask, 50);
ask();

parentPort?.once("message", () => {
  clearInterval(timer);
  // Who still waits has waited so long already.
  const longest = Math.max(slowest, ...[...waiting].map((started) => performance.now() - started));
  parentPort?.postMessage({ slowest: longest, answers, failures: [...failures] });
  process.exit();
});
