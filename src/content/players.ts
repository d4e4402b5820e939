/** The players that articles may embed: host, and how the path of their frames begins. */
const PLAYERS: readonly (readonly [host: string, path: string])[] = [
  ["www.youtube.com", "/embed/"],
  ["www.youtube-nocookie.com", "/embed/"],
  ["player.vimeo.com", "/video/"],
  ["player.bilibili.com", "/player.html"],
  ["v.qq.com", "/txp/iframe/"],
  ["v.qq.com", "/iframe/"],
  ["player.youku.com", "/embed/"],
  ["music.163.com", "/outchain/player"],
  ["w.soundcloud.com", "/player/"],
  ["open.spotify.com", "/embed/"],
  ["www.dailymotion.com", "/embed/"],
  ["codepen.io", "/"],
];

/** What a frame may do: run its player, open its own site, and fill the screen. */
export const FRAME_SANDBOX = ["allow-scripts", "allow-same-origin", "allow-popups", "allow-presentation"];
export const FRAME_ALLOW = "fullscreen; encrypted-media; picture-in-picture";

/** The https address of a frame, if it is one of the known players; null for all others. */
export function playerUrl(written: string): string | null {
  const text = written.trim().replace(/^(?:http:)?\/\//i, "https://");
  if (!URL.canParse(text)) return null;
  // Parsed first: only then is `/embed/../login` what it leads to.
  const url = new URL(text);
  const isPlayer = PLAYERS.some(([host, path]) => url.origin === `https://${host}` && url.pathname.startsWith(path));
  if (!isPlayer || url.username !== "" || url.password !== "") return null;
  return url.hostname === "codepen.io" && !/^\/[^/]+\/embed\//.test(url.pathname) ? null : url.href;
}
