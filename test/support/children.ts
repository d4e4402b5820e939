import { readFileSync } from "node:fs";

/** The ids of the processes that a process has started and that run. Linux only, where /proc says so. */
export function childrenOf(pid: number | undefined): number[] {
  const list = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  return list.split(" ").filter(Boolean).map(Number);
}
